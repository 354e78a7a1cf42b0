import type { FastifyInstance } from 'fastify';
import type { PublicKey } from '../documents/verify-certificate.js';

/** `GET /.well-known/covergraph-keys.json`: the public keys of certificates as a JSON Web Key Set, for anybody. */
export function certificateRoutes(fastify: FastifyInstance, keys: readonly PublicKey[]): void {
  fastify.get('/.well-known/covergraph-keys.json', async (_, reply) =>
    reply.header('cache-control', 'public, max-age=300').send({ keys }),
  );
}
