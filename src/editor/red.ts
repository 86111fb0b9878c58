/**
 * The part of the editor's globals that these dialogs call, as Node-RED 4 and 5 have it. Written here because
 * the published typings lack what we need (validators that return a reason) and bring all of jQuery UI along.
 */

/** A type that a TypedInput offers, beside the built-in ones. */
export interface InputType {
  readonly value: string;
  readonly label: string;
  readonly icon?: string;
  /** False where choosing the type says all: there is nothing to type. */
  readonly hasValue?: boolean;
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
  typedInput(set: 'type' | 'value', value: string): Wrapped;
}

/** A node of any type, as the editor holds it. */
export interface EditorNode {
  readonly id: string;
  readonly type: string;
  /** The tab or subflow that it stands on. */
  readonly z?: string;
  /** Undefined until the editor has validated it. */
  readonly valid?: boolean;
  /** It has changed, or is new, since the last deploy. */
  readonly changed?: boolean;
  readonly [property: string]: unknown;
}

/** A variable of a subflow, or of one of its instances. */
export interface EnvironmentValue {
  readonly name: string;
  readonly value?: unknown;
}

/** What the editor knows of the Node-RED that it belongs to. */
export interface HostSettings {
  readonly httpNodeRoot?: string | false;
  /** The context stores of settings.js, and which of them is the default. */
  readonly context?: { readonly default: string; readonly stores: readonly string[] };
  /** Told by the runtime of deepgram-callback-endpoint. */
  readonly deepgramCallbackEndpointHost?: {
    /** Names of the context stores that survive a restart; blank: the default store does. */
    readonly durableStores: readonly string[];
    /** Whether Node-RED asks whoever calls its HTTP nodes for a user name and password. */
    readonly httpNodeAuth: boolean;
  };
  /** Told by the runtime of deepgram-config. */
  readonly deepgramConfigAudioUrl?: {
    /** What a blank audio URL stands for; blank where that can't be told. */
    readonly blank: string;
    /** Whether Node-RED asks whoever fetches audio for a user name and password. */
    readonly httpNodeAuth: boolean;
  };
  /** MB of audio that are kept for players, and to be said again: told by the runtime of deepgram-speak. */
  readonly deepgramSpeakStoreMB?: number;
  readonly deepgramSpeakCacheMB?: number;
}

/** The editor. */
export interface Red {
  /** Text of the editor's language for a key `namespace:path.to.text`. */
  _(key: string, values?: Readonly<Record<string, string | number>>): string;
  readonly i18n: { lang(): string };
  readonly user: {
    /** Whether the person who has logged in may do something; true where nobody has to. */
    hasPermission(permission: string): boolean;
  };
  readonly settings: HostSettings;
  readonly events: {
    /** `editor:change`: another one of the dialogs that lie upon each other is to be seen. */
    on(event: 'editor:change', listener: () => void): void;
    off(event: 'editor:change', listener: () => void): void;
  };
  readonly workspaces: {
    /** The id of the tab or subflow that is to be seen. */
    active(): string;
  };
  readonly nodes: {
    /** Any node, config nodes included. */
    node(id: string): EditorNode | null | undefined;
    /** The nodes of a type on all tabs and in all subflows. */
    filterNodes(filter: { readonly type: string }): EditorNode[];
    /** Goes through the config nodes of all types. */
    eachConfig(visit: (node: EditorNode) => void): void;
    workspace(id: string): { readonly label?: string } | undefined;
    subflow(id: string): { readonly name?: string; readonly env?: readonly EnvironmentValue[] } | undefined;
  };
  readonly utils: {
    /** Makes a text safe to stand in HTML. */
    sanitize(text: string): string;
    /** What lists call a node. */
    getNodeLabel(node: EditorNode, fallback: string): string;
    /** Checks what a TypedInput holds; with options it answers the reason why it is wrong. */
    validateTypedProperty(value: unknown, type: string, options: object): true | string;
  };
}

/** A request as jQuery makes it. */
export interface Exchange {
  readonly method: 'POST';
  readonly url: string;
  readonly contentType: string;
  readonly data: string;
  readonly dataType: string;
  readonly xhrFields?: { readonly responseType: XMLHttpRequestResponseType };
}

declare global {
  const RED: Red;
  function $(target: string | Element): Wrapped;
  namespace $ {
    /**
     * Asks the editor's own server; where it wants a login, with the token of whoever has logged in.
     *
     * @returns what was answered; rejected with the status of an error
     */
    function ajax(request: Exchange): PromiseLike<unknown> & { abort(): void };
  }
}
