/** The body of a `status` fault; see {@link RequestFault}. */
export type ErrorBody = 'legacy' | 'modern' | 'html' | 'text' | 'empty';
