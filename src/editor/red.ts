/**
 * The part of the editor's globals that these dialogs call, as Node-RED 4 and 5 have it. Written here because
 * the published typings lack what we need (validators that return a reason) and bring all of jQuery UI along.
 */

/** A type that a TypedInput offers, beside the built-in ones. */
export interface InputType {
  readonly value: string;
  readonly label: string;
  readonly icon?: string;
}

/** How a TypedInput is made. */
export interface TypedInputOptions {
  readonly default: string;
  readonly types: readonly (string | InputType)[];
  /** Selector of the hidden input that holds the type. */
  readonly typeField?: string;
}

/** The few calls of jQuery that can't be made on the DOM: TypedInput is a jQuery widget with jQuery events. */
export interface Wrapped {
  on(events: string, listener: () => void): Wrapped;
  trigger(event: string): Wrapped;
  typedInput(options: TypedInputOptions): Wrapped;
  typedInput(get: 'type' | 'value'): string;
  typedInput(set: 'value', value: string): Wrapped;
}

/** The editor. */
export interface Red {
  /** Text of the editor's language for a key `namespace:path.to.text`. */
  _(key: string, values?: Readonly<Record<string, string | number>>): string;
  readonly i18n: { lang(): string };
  readonly utils: {
    /** Makes a text safe to stand in HTML. */
    sanitize(text: string): string;
    /** Checks what a TypedInput holds; with options it answers the reason why it is wrong. */
    validateTypedProperty(value: unknown, type: string, options: object): true | string;
  };
}

declare global {
  const RED: Red;
  function $(target: string | Element): Wrapped;
}
