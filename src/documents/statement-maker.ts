import { systemScope, type Transaction, type UnitOfWork } from '../database/unit-of-work.js';
import type { PartnerStatement } from '../entities/index.js';
import { appendEvents } from '../events/event-log.js';
import { type Clock, type CurrencyCode, invariant } from '../kernel/index.js';
import { DocumentMaker } from './document-maker.js';
import { type MadeFile, madeFile } from './made-file.js';
import { statementCsv, statementPaper } from './statement.js';
import { dueStatement, keepFiles, linesOfStatement } from './statement-rows.js';
import { MAX_STATEMENT_LINES } from './statement-service.js';

interface Party {
  readonly id: string;
  readonly name: string;
  readonly country: string;
}

const PARTIES = {
  name: 'statement.parties',
  text: 'SELECT id, name, country FROM organisation WHERE id = ANY ($1)',
};
const DEADLINE_MS = 60_000;
const EVERYTHING = { above: '', below: '~', direction: 'ASC', limit: MAX_STATEMENT_LINES } as const;

/** Makes the files of stored statements. */
export class StatementMaker extends DocumentMaker<PartnerStatement> {
  protected readonly what = 'statements';

  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {
    super();
  }

  protected async due(after: string): Promise<readonly PartnerStatement[]> {
    const due = await this.options.units.run(systemScope, (tx) => dueStatement(tx, after), { readOnly: true });
    return due ? [due] : [];
  }

  protected idOf({ id }: PartnerStatement): string {
    return id;
  }

  protected async make(statement: PartnerStatement): Promise<boolean> {
    const { units, clock } = this.options;
    const options = { deadlineMs: DEADLINE_MS };
    const files = await this.print(statement);
    return units.run(systemScope, (tx) => keep(tx, statement, { ...files, at: clock.now() }), options);
  }

  private async print(statement: PartnerStatement): Promise<{ readonly csv: MadeFile; readonly pdf: MadeFile }> {
    const { id, insurerId, partnerId, currency, fromOn, toOn, version } = statement;
    const { parties, lines } = await this.options.units.run(
      systemScope,
      async (tx) => ({
        parties: await tx.rows<Party>(PARTIES, [[insurerId, partnerId]]),
        lines: await linesOfStatement(tx, id, EVERYTHING),
      }),
      { readOnly: true, deadlineMs: DEADLINE_MS },
    );
    const [insurer, partner] = [insurerId, partnerId].map((party) => parties.find((known) => known.id === party));
    invariant(insurer && partner, `the parties of statement ${id} exist`);
    const name = `statement-${fromOn}-${toOn}-${currency}-v${version}`;
    const csv = Buffer.from(statementCsv(lines, currency as CurrencyCode));
    const paper = statementPaper(statement, { insurer, partner }, lines);
    const pdf = await this.printer.print({ kind: 'STATEMENT', statement: paper });
    return { csv: madeFile(`${name}.csv`, 'text/csv', csv), pdf: madeFile(`${name}.pdf`, 'application/pdf', pdf) };
  }
}

async function keep(
  tx: Transaction,
  statement: PartnerStatement,
  files: Parameters<typeof keepFiles>[2],
): Promise<boolean> {
  if (!(await keepFiles(tx, statement, files))) return false;
  await appendEvents(tx, [
    {
      kind: 'statement.printed',
      ownerId: statement.partnerId,
      insurerId: statement.insurerId,
      subjectKind: 'statement',
      subjectId: statement.id,
      payload: { csv: files.csv.id, pdf: files.pdf.id },
      occurredAt: files.at,
      cause: 'statementMaker',
    },
  ]);
  return true;
}
