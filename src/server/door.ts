import type { GraphQLError } from 'graphql';
import type { Viewer } from '../partners/viewer.js';
import type { TokenBuckets } from './limits/token-bucket.js';
import type { Authenticate, ServerConfig } from './options.js';
import { rateLimited, unauthenticated } from './refusal.js';

/** Price that one request covers; a dearer operation takes a point more for each further one. */
const pricePerPoint = 100;

/** Who came in; without a viewer only introspection is allowed. */
export interface Visitor {
  readonly viewer: Viewer | undefined;
  /** Whose bucket pays: the key, or the address of an anonymous visitor. */
  readonly bucket: string;
}

export interface Door {
  /** @throws `UNAUTHENTICATED` (401), `RATE_LIMITED` (429), or what `authenticate` throws */
  enter(authorization: string | undefined, address: string): Promise<Visitor>;
  /** Takes the points of an operation above those of the request; answers the refusal. */
  charge(visitor: Visitor, price: number): GraphQLError | undefined;
}

export interface DoorOptions {
  readonly authenticate: Authenticate;
  readonly buckets: TokenBuckets;
  readonly config: Pick<ServerConfig, 'sandbox' | 'introspection'>;
}

/** Lets requests in: the same for HTTP and WebSocket, before anything of them is parsed. */
export function createDoor({ authenticate, buckets, config }: DoorOptions): Door {
  const anonymousAllowed = config.sandbox && config.introspection;

  const visitorFor = async (authorization: string | undefined, address: string): Promise<Visitor> => {
    const viewer = authorization === undefined ? undefined : await authenticate(authorization);
    if (viewer !== undefined) return { viewer, bucket: viewer.keyId };
    if (authorization === undefined && anonymousAllowed) return { viewer: undefined, bucket: `anonymous ${address}` };
    throw unauthenticated();
  };

  return {
    enter: async (authorization, address) => {
      const visitor = await visitorFor(authorization, address);
      const waitMs = buckets.take(visitor.bucket, 1);
      if (waitMs > 0) throw rateLimited(waitMs);
      return visitor;
    },
    charge: (visitor, price) => {
      const points = Math.floor(price / pricePerPoint);
      const waitMs = points === 0 ? 0 : buckets.take(visitor.bucket, points);
      return waitMs > 0 ? rateLimited(waitMs) : undefined;
    },
  };
}
