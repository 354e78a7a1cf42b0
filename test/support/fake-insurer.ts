import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { insurerRequest } from '../../src/underwriting/sources/insurer-contract.js';

type Question = ReturnType<typeof insurerRequest.parse>;
export type Behaviour = (request: IncomingMessage, response: ServerResponse, question: Question) => void;

/** Twenty before tax of six per cent, for nine tenths of 1,200.00 with interest. */
export const LINES = [
  { kind: 'RISK', amount: '14.00' },
  { kind: 'COMMISSION', amount: '6.00' },
  { kind: 'TAX', amount: '1.20' },
];
export const offerOn = ({ loan, atMost, validUntil }: Question) => ({
  outcome: 'OFFER' as const,
  reference: 'ALDER/2026/1',
  validUntil,
  sumInsured: atMost.sumInsured,
  premium: { currency: loan.currency, total: '21.20', lines: LINES },
});
type Offer = ReturnType<typeof offerOn>;

export const answering =
  (change: (offer: Offer) => object): Behaviour =>
  (_, response, question) =>
    response.end(JSON.stringify(change(offerOn(question))));
export const offering = answering((offer) => offer);
export const answer =
  (body: object): Behaviour =>
  (_, response) =>
    response.end(JSON.stringify(body));
export const priced = (premium: object): Behaviour =>
  answering((offer) => ({ ...offer, premium: { ...offer.premium, ...premium } }));

/** An insurer's system on this machine that behaves as it is told. */
export class FakeInsurer {
  behaviour: Behaviour = offering;
  readonly asked: { readonly authorization: string | undefined; readonly text: string; readonly question: Question }[] =
    [];
  private readonly server: Server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const question = insurerRequest.parse(JSON.parse(text));
      this.asked.push({ authorization: request.headers.authorization, text, question });
      this.behaviour(request, response, question);
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/quotes`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
