import { setTimeout as pause } from 'node:timers/promises';
import Fastify from 'fastify';
import { insurerRequest } from '../../underwriting/sources/insurer-contract.js';
import { magicOf, simulatedReply } from '../../underwriting/sources/simulated-insurer.js';

export interface InsurerServerOptions {
  /** On the loopback interface; 0 picks a free one. */
  readonly port: number;
  readonly token: string;
  /** Told every question, one line each. */
  readonly print: (line: string) => void;
}

export interface InsurerServer {
  /** Where questions go. */
  readonly url: string;
  close(): Promise<void>;
}

const PATH = '/v1/quotes';

/** The simulated insurer over HTTP, by the contract in docs/insurer: what an insurer's own system must do, as a program. */
export async function startInsurerServer({ port, token, print }: InsurerServerOptions): Promise<InsurerServer> {
  const server = Fastify({ forceCloseConnections: true });
  server.post(PATH, async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      return reply.code(401).send({ message: 'the bearer token is not the one of this insurer' });
    }
    const question = insurerRequest.safeParse(request.body);
    if (!question.success) return reply.code(400).send({ issues: question.error.issues });
    const { requestId, scenario, loan } = question.data;
    const magic = magicOf(question.data) ?? 'OFFER';
    print(`${requestId.slice(0, 12)}  ${scenario}  ${loan.principal} ${loan.currency}  ${magic}`);
    const { status, body, delayMs, breaksOff } = simulatedReply(question.data);
    if (breaksOff) {
      reply.hijack();
      return request.raw.socket.destroy();
    }
    await pause(delayMs, undefined, { ref: false });
    return reply.code(status).type('application/json').send(body);
  });
  const address = await server.listen({ port, host: '127.0.0.1' });
  return { url: `${address}${PATH}`, close: () => server.close() };
}
