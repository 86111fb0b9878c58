/**
 * needs.ts of src/transcribe takes a type from results.ts, which never runs in the editor but is compiled along;
 * the editor's libraries end with 2022.
 */
interface ReadonlyArray<T> {
  toSorted(compare?: (one: T, other: T) => number): T[];
}
