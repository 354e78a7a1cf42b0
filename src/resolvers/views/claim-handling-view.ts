import { itemState, type Requirement } from '../../claims/checklist.js';
import type { EvidenceRow } from '../../claims/evidence-rows.js';
import type { DecisionCheck, HandlingRow, Proposal } from '../../claims/handling.js';
import { type ClaimView, documentView } from './claim-view.js';
import { moneyView } from './money-view.js';

/** Every kind of evidence the claim is asked for, in its order, with what was given of it. */
export const checklistView = (requirements: readonly Requirement[], given: readonly EvidenceRow[]) =>
  requirements.map((requirement) => {
    const documents = given.filter(({ kind }) => kind === requirement.kind);
    return {
      ...requirement,
      state: itemState(documents.map(({ scanState }) => scanState)),
      documents: documents.map((evidence) => ({
        id: evidence.id,
        document: documentView({ ...evidence, id: evidence.documentId }),
        note: evidence.note,
        addedAt: evidence.addedAt,
      })),
    };
  });

const proposalView = (proposal: Proposal, currency: string) => ({
  ...proposal,
  approved: proposal.approvedMinor === null ? null : moneyView(BigInt(proposal.approvedMinor), currency),
  proposedAt: new Date(proposal.proposedAt),
});

/** A claim that nobody has touched has no row yet. */
export const handlingView = ({ indemnity, isAutomatic, decidedBy }: ClaimView, row: HandlingRow | null) => ({
  assignee: row?.assigneeId ?? null,
  checks: (row?.checks ?? []) as readonly DecisionCheck[],
  proposal: row?.proposal ? proposalView(row.proposal as Proposal, indemnity.currency) : null,
  agreedBy: row?.agreedBy ?? null,
  decidedBy: isAutomatic ? null : decidedBy,
});
