/** File types that may be stored. Nothing a browser would run. */
export const MEDIA_TYPES = ['application/pdf', 'image/png', 'image/jpeg', 'text/plain', 'text/csv'] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];

export const isMediaType = (text: string): text is MediaType => (MEDIA_TYPES as readonly string[]).includes(text);

// First bytes: ISO 32000-1 7.5.2, PNG specification 5.2, ITU-T T.81 B.1.1.3 (start of image, then a marker).
const MAGIC: Readonly<Partial<Record<MediaType, Buffer>>> = {
  'application/pdf': Buffer.from('%PDF-'),
  'image/png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/jpeg': Buffer.from([0xff, 0xd8, 0xff]),
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8 without control characters other than tab, line feed, carriage return and form feed. */
function isText(content: Buffer): boolean {
  try {
    return !/[^\P{Cc}\t\n\r\f]/u.test(utf8.decode(content));
  } catch {
    return false;
  }
}

/** Whether the bytes are what the media type says, as far as their beginning tells. */
export function contentMatches(mediaType: MediaType, content: Buffer): boolean {
  const magic = MAGIC[mediaType];
  return magic ? content.subarray(0, magic.length).equals(magic) : isText(content);
}

const MAX_FILE_NAME_LENGTH = 200;

/** The last part of a path, trimmed; empty when it is no name for a file. */
export function fileNameOf(text: string): string {
  const name = (text.split(/[/\\]/).at(-1) ?? '').normalize('NFC').trim();
  const isName = name.length <= MAX_FILE_NAME_LENGTH && name !== '.' && name !== '..' && !/\p{C}/u.test(name);
  return isName ? name : '';
}
