import { z } from 'zod';
import type { FieldIssue } from '../../kernel/index.js';
import type { GatewayAnswer } from './gateway.js';

export const QUOTE_CREATE = `mutation ImportedQuote($key: String!, $input: QuoteCreateInput!) {
  quoteCreate(idempotencyKey: $key, input: $input) {
    __typename
    ... on Quote {
      id
      loan { principal { currency } }
      decision { outcome reasons { code } }
      offers { insurer { name } sumInsured { amount } premium { total { amount } } }
    }
    ... on Problem { code message }
    ... on InvalidInput { issues { path code message } }
  }
}`;

const quoteSchema = z.object({
  __typename: z.literal('Quote'),
  id: z.string(),
  loan: z.object({ principal: z.object({ currency: z.string() }) }),
  decision: z.object({
    outcome: z.enum(['APPROVED', 'REFERRED', 'DECLINED']),
    reasons: z.array(z.object({ code: z.string() })),
  }),
  offers: z.array(
    z.object({
      insurer: z.object({ name: z.string() }),
      sumInsured: z.object({ amount: z.string() }),
      premium: z.object({ total: z.object({ amount: z.string() }) }),
    }),
  ),
});
const problemSchema = z.object({
  code: z.string(),
  message: z.string(),
  issues: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
});

export type QuoteData = z.infer<typeof quoteSchema>;

export type QuoteAnswer =
  | { readonly kind: 'QUOTED'; readonly quote: QuoteData }
  | {
      readonly kind: 'REFUSED';
      readonly code: string;
      readonly message: string;
      readonly issues: readonly FieldIssue[];
    };

/** What the gateway's answer says of a row. */
export function readQuoteAnswer(answer: GatewayAnswer): QuoteAnswer {
  if (!answer.ok) return { kind: 'REFUSED', ...answer.error, issues: [] };
  const quote = quoteSchema.safeParse(answer.data.quoteCreate);
  if (quote.success) return { kind: 'QUOTED', quote: quote.data };
  const problem = problemSchema.safeParse(answer.data.quoteCreate);
  if (problem.success) return { kind: 'REFUSED', issues: [], ...problem.data };
  return {
    kind: 'REFUSED',
    code: 'UNKNOWN_ANSWER',
    message: 'the gateway gave an answer of another version',
    issues: [],
  };
}
