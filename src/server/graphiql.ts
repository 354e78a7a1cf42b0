import type { FastifyInstance } from 'fastify';
export async function graphiQLRoutes(_fastify: FastifyInstance): Promise<void> {}
