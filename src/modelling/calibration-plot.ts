import type { CalibrationGroup } from '../finance/calibration-tests.js';

export interface CalibrationSeries {
  readonly name: string;
  readonly colour: string;
  readonly groups: readonly CalibrationGroup[];
}

const WIDTH = 520;
const HEIGHT = 420;
const MARGIN = { left: 60, right: 20, top: 20, bottom: 50 };
/** Normal quantile of a 95 % interval. */
const Z = 1.959964;

/** Wilson score interval of a rate. */
export function wilsonInterval(bads: number, cases: number): readonly [number, number] {
  const square = Z * Z;
  const centre = (bads + square / 2) / (cases + square);
  const half = (Z / (cases + square)) * Math.sqrt((bads * (cases - bads)) / cases + square / 4);
  return [Math.max(0, centre - half), Math.min(1, centre + half)];
}

/** A round step that leaves at most six ticks up to `limit`. */
function tickStep(limit: number): number {
  const power = 10 ** Math.floor(Math.log10(limit));
  return [0.1, 0.2, 0.5, 1, 2].map((factor) => factor * power).find((step) => limit / step <= 6) ?? power;
}

const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Predicted against observed default rates with 95 % Wilson intervals; on the diagonal the card says the truth. */
export function calibrationPlot(series: readonly CalibrationSeries[]): string {
  const shown = series.flatMap(({ groups }) => groups);
  const most = Math.max(
    0.01,
    ...shown.flatMap((group) => [group.meanPrediction, wilsonInterval(group.bads, group.cases)[1]]),
  );
  const step = tickStep(most);
  const limit = Math.min(1, Math.ceil(most / step - 1e-9) * step);
  const x = (rate: number): string => (MARGIN.left + (rate / limit) * (WIDTH - MARGIN.left - MARGIN.right)).toFixed(1);
  const y = (rate: number): string =>
    (HEIGHT - MARGIN.bottom - (rate / limit) * (HEIGHT - MARGIN.top - MARGIN.bottom)).toFixed(1);
  const parts: string[] = [];
  for (let tick = 0; tick <= limit + 1e-9; tick += step) {
    const label = `${Number((tick * 100).toFixed(4))} %`;
    parts.push(
      `<path d="M${x(tick)} ${y(0)}V${y(limit)}M${x(0)} ${y(tick)}H${x(limit)}" stroke="#e6e9ee"/>`,
      `<text x="${x(tick)}" y="${HEIGHT - MARGIN.bottom + 16}" text-anchor="middle">${label}</text>`,
      `<text x="${MARGIN.left - 6}" y="${Number(y(tick)) + 4}" text-anchor="end">${label}</text>`,
    );
  }
  parts.push(`<path d="M${x(0)} ${y(0)}L${x(limit)} ${y(limit)}" stroke="#8a94a3" stroke-dasharray="4 4"/>`);
  for (const [index, { name, colour, groups }] of series.entries()) {
    for (const { bads, cases, meanPrediction, badRate } of groups) {
      const [low, high] = wilsonInterval(bads, cases);
      parts.push(
        `<path d="M${x(meanPrediction)} ${y(low)}V${y(high)}" stroke="${colour}" opacity=".5"/>`,
        `<circle cx="${x(meanPrediction)}" cy="${y(badRate)}" r="4" fill="${colour}"/>`,
      );
    }
    const top = MARGIN.top + 14 + index * 18;
    parts.push(
      `<circle cx="${MARGIN.left + 14}" cy="${top - 4}" r="4" fill="${colour}"/>`,
      `<text x="${MARGIN.left + 24}" y="${top}">${escapeXml(name)}</text>`,
    );
  }
  const middle = (HEIGHT - MARGIN.bottom + MARGIN.top) / 2;
  parts.push(
    `<text x="${(WIDTH + MARGIN.left) / 2}" y="${HEIGHT - 10}" text-anchor="middle">predicted default rate</text>`,
    `<text transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">observed default rate</text>`,
  );
  const frame = `viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"`;
  const look = 'font-family="system-ui,sans-serif" font-size="12" fill="#1c2430" stroke-width="1.5"';
  const title = '<title>Calibration: predicted against observed default rate</title>';
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" ${frame} ${look}>${title}${parts.join('')}</svg>`;
}
