import type { Backtest, BacktestChange } from '../../entities/index.js';
import type { BacktestFigures, BacktestSide } from '../../underwriting/replay/backtest.js';
import type { BacktestProgress } from '../../underwriting/replay/backtest-service.js';
import { moneyView } from './money-view.js';

type Stored<T> = { readonly [Name in keyof T]: T[Name] extends bigint ? string : T[Name] };
type AnySide = BacktestSide | Stored<BacktestSide>;

/** A backtest of before co-obligors could cure counted none. */
const sideView = (
  { premiumMinor, sumInsuredMinor, expectedLossMinor, coObligorCures = 0, ...side }: AnySide,
  currency: string,
) => ({
  ...side,
  coObligorCures,
  premium: moneyView(BigInt(premiumMinor), currency),
  sumInsured: moneyView(BigInt(sumInsuredMinor), currency),
  expectedLoss: moneyView(BigInt(Math.round(expectedLossMinor)), currency),
});

type AnyFigures = Omit<BacktestFigures, 'before' | 'after'> & { readonly before: AnySide; readonly after: AnySide };

const figuresView = ({ before, after, ...figures }: AnyFigures, currency: string) => ({
  ...figures,
  before: sideView(before, currency),
  after: sideView(after, currency),
});

export function backtestView({ cohort, figures, currency, ...row }: Backtest) {
  const { from, to } = cohort as { readonly from: string; readonly to: string };
  return { __typename: 'PortfolioBacktest', ...row, from, to, figures: figuresView(figures as AnyFigures, currency) };
}

export type BacktestView = ReturnType<typeof backtestView>;

export const progressView = ({ done, total, currency, figures, result }: BacktestProgress) => ({
  done,
  total,
  figures: figuresView(figures, currency),
  result: result && backtestView(result),
});

export const backtestChangeView = ({ quoteId, fromOutcome, toOutcome, reasons }: BacktestChange) => ({
  quoteId,
  from: fromOutcome,
  to: toOutcome,
  reasons,
});
