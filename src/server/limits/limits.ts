/** Bounds of one operation, the same over HTTP and WebSocket. Counts are taken with fragments spread out. */
export interface OperationLimits {
  readonly tokens: number;
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  readonly mutations: number;
  readonly directives: number;
  /** Field selections of the whole document; bounds what validation, pricing and compilation may cost. */
  readonly fields: number;
  /** Highest `first` or `last`. */
  readonly pageSize: number;
  /** Highest price, see cost.ts. */
  readonly cost: number;
}

export const defaultLimits: OperationLimits = {
  tokens: 1000,
  depth: 8,
  aliases: 30,
  rootFields: 10,
  mutations: 4,
  directives: 5,
  fields: 400,
  pageSize: 100,
  cost: 20_000,
};

/** Bytes of an HTTP request body. */
export const maximumBodyBytes = 256 * 1024;
/** Bytes of a WebSocket message. */
export const maximumMessageBytes = 64 * 1024;
