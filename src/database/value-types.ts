import { types } from 'pg';

type Parser = (text: string) => unknown;

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;
const DATE_ARRAY = 1182;
const TEXT_ARRAY = 1009;

// The published types list scalar object identifiers only.
const libraryParser = types.getTypeParser as (oid: number, format?: string) => Parser;
const parseTextArray = libraryParser(TEXT_ARRAY) as (text: string) => (string | null)[];
const parseBigintArray: Parser = (text) => parseTextArray(text).map((value) => (value === null ? null : BigInt(value)));

// Object identifiers: pg_type.dat of PostgreSQL. A date as a JavaScript Date would be a moment in some time zone.
const PARSERS: ReadonlyMap<number, Parser> = new Map<number, Parser>([
  [INT8, BigInt],
  [INT8_ARRAY, parseBigintArray],
  [DATE, (text) => text],
  [DATE_ARRAY, parseTextArray],
]);

/** How column values reach us: int8 as bigint, date as `YYYY-MM-DD`, numeric as exact decimal text. */
export const valueTypes = {
  getTypeParser: (oid: number, format?: string): Parser =>
    (format !== 'binary' && PARSERS.get(oid)) || libraryParser(oid, format),
};
