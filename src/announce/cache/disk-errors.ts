/** The system's name for what went wrong, `EACCES` say. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** What is wrong with one entry only: its content is gone, is not what its digest says, or is a folder. */
const DAMAGE = ['ENOENT', 'EINTEGRITY', 'EBADSIZE', 'EISDIR'];

/** Whether an entry is to be removed rather than the disk to be complained about. */
export function isDamage(error: unknown): boolean {
  return DAMAGE.includes(errnoOf(error));
}
