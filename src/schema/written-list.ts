/**
 * Long lists of small plain objects are most of a page's bytes. A list whose rows come from the database as text can say
 * how: an operation that is run often then turns that text straight into the text of its answer, without an object for
 * each row.
 */
export interface WrittenRow {
  /**
   * The fields in the order of the columns: a number as it is, a text without commas, semicolons, quotes or control
   * characters, or Money as minor units without a sign.
   */
  readonly columns: Readonly<Record<string, 'NUMBER' | 'TEXT' | 'AMOUNT'>>;
}

/** Rows with a semicolon between them, columns with a comma. */
export interface WrittenRows {
  readonly text: string;
  /** Of every amount. */
  readonly currency: string;
}

/** The list behind a field: its rows for the object and the context that the field's resolver would get. */
export interface WrittenList<Root, Context> {
  readonly row: WrittenRow;
  readonly read: (root: Root, context: Context) => Promise<WrittenRows>;
}

/** For `@Extensions`: the field's list may be written. */
export const writtenList = <Root, Context>(list: WrittenList<Root, Context>) => ({ writtenList: list });

/** What `writtenList` put there. */
export const writtenListOf = (extensions: object): WrittenList<unknown, unknown> | undefined =>
  'writtenList' in extensions ? (extensions.writtenList as WrittenList<unknown, unknown>) : undefined;

/** The field beside such a list that answers its text. No name of GraphQL begins like this: nobody can ask for it. */
export const textFieldOf = (list: string): string => `$${list}`;
