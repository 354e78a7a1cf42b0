import { createHash } from 'node:crypto';
import { newId } from '../kernel/index.js';

/** A file made here, to be kept as a document. */
export interface MadeFile {
  readonly id: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly sha256: string;
  readonly content: Buffer;
}

export const madeFile = (fileName: string, mediaType: string, content: Buffer): MadeFile => ({
  id: newId('document'),
  fileName,
  mediaType,
  sha256: createHash('sha256').update(content).digest('hex'),
  content,
});

/** $n to $n+4 of a statement: ids, names, media types, hashes and contents of files. */
export const fileValues = (files: readonly MadeFile[]): readonly unknown[] => [
  files.map((file) => file.id),
  files.map(({ fileName }) => fileName),
  files.map(({ mediaType }) => mediaType),
  files.map(({ sha256 }) => sha256),
  files.map(({ content }) => content),
];
