import type { Challenger, Scorecard as ScorecardRow } from '../../entities/index.js';
import type { Scorecard } from '../../finance/scorecard.js';
import { DRIFT_THRESHOLDS, type DriftReport } from '../../underwriting/scoring/drift.js';
import type { TrialReport } from '../../underwriting/scoring/trial.js';
import { rateView } from './rate-view.js';

export function scorecardView(row: ScorecardRow) {
  const { id, name, version, contentHash, registeredAt } = row;
  const artefact = row.artefact as Scorecard;
  return {
    __typename: 'Scorecard',
    id,
    name,
    version,
    contentHash,
    registeredAt,
    features: artefact.characteristics.map(({ feature }) => feature),
    training: artefact.training ?? null,
    artefact,
  };
}

export const challengerView = ({ share, ...row }: Challenger) => ({
  __typename: 'Challenger',
  ...row,
  share: rateView(share),
});

export type ChallengerView = ReturnType<typeof challengerView>;

export const challengerReportView = ({
  trial,
  report,
}: {
  readonly trial: Challenger;
  readonly report: TrialReport;
}) => ({
  trial: challengerView(trial),
  ...report,
});

export const driftView = ({ card, report }: { readonly card: Scorecard; readonly report: DriftReport }) => ({
  scorecard: `${card.name} ${card.version}`,
  watchFrom: DRIFT_THRESHOLDS.watch,
  actFrom: DRIFT_THRESHOLDS.act,
  ...report,
});
