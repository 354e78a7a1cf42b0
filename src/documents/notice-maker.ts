import { systemScope, type UnitOfWork } from '../database/unit-of-work.js';
import { appendEvents } from '../events/event-log.js';
import type { Clock } from '../kernel/index.js';
import { DocumentMaker } from './document-maker.js';
import { madeFile } from './made-file.js';
import { type DueNotice, dueNotices, keepPrint, paperOf } from './notice-rows.js';

const AT_ONCE = 50;

/** Prints notices as they were said. */
export class NoticeMaker extends DocumentMaker<DueNotice> {
  protected readonly what = 'notices';

  constructor(private readonly options: { readonly units: UnitOfWork; readonly clock: Clock }) {
    super();
  }

  protected due(after: string): Promise<readonly DueNotice[]> {
    return this.options.units.run(systemScope, (tx) => dueNotices(tx, after, AT_ONCE), { readOnly: true });
  }

  protected idOf({ id }: DueNotice): string {
    return id;
  }

  protected async make(due: DueNotice): Promise<boolean> {
    const { units, clock } = this.options;
    const at = clock.now();
    const notice = await units.run(systemScope, (tx) => paperOf(tx, due, at), { readOnly: true });
    const { id, kind, version, givenOn, policyNumber } = notice;
    const name = `${policyNumber}-${kind.toLowerCase().replaceAll('_', '-')}-${givenOn}-v${version}.pdf`;
    const pdf = madeFile(name, 'application/pdf', await this.printer.print({ kind: 'NOTICE', notice }));
    return units.run(systemScope, async (tx) => {
      const kept = await keepPrint(tx, due, { pdf, at });
      if (!kept) return false;
      await appendEvents(tx, [
        {
          kind: 'policy.noticePrinted',
          ownerId: due.partnerId,
          ...kept,
          subjectKind: 'policy',
          subjectId: kept.policyId,
          payload: { number: policyNumber, notice: id, kind, version, document: pdf.id },
          occurredAt: at,
          cause: 'noticeMaker',
        },
      ]);
      return true;
    });
  }
}
