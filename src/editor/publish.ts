/** What a dialog's inline script may call. */
type Functions = Readonly<Record<string, unknown>>;

declare global {
  /** The one global of this package: the inline scripts of our html files can't import modules. */
  var deepgramEditor: Record<string, Functions> | undefined;
}

/** Makes the functions of a dialog known to its inline script, as `deepgramEditor.<name>`. */
export function publish(name: string, functions: Functions): void {
  globalThis.deepgramEditor = { ...globalThis.deepgramEditor, [name]: functions };
}
