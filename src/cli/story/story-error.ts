/** The story met something else than it must; ends it with a failure. */
export class StoryError extends Error {
  override readonly name = 'StoryError';
}
