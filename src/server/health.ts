import type { FastifyInstance } from 'fastify';

export interface HealthOptions {
  readonly isReady: () => boolean | Promise<boolean>;
  readonly isClosing: () => boolean;
}

/** `/healthz`: the process lives. `/readyz`: it wants requests; false first when it closes. */
export function healthRoutes(fastify: FastifyInstance, { isReady, isClosing }: HealthOptions): void {
  fastify.get('/healthz', async () => ({ status: 'ok' }));
  fastify.get('/readyz', async (_, reply) => {
    if (isClosing()) return reply.code(503).send({ status: 'closing' });
    const ready = await Promise.resolve()
      .then(isReady)
      .catch(() => false);
    return ready ? { status: 'ready' } : reply.code(503).send({ status: 'not ready' });
  });
}
