import type { CalendarDate } from '../../src/kernel/index.js';
import { type DunningTerms, dunningOf } from '../../src/premium/overdue.js';

const day = (text: string) => text as CalendarDate;
const held = (from: string, until: string) => ({ from: day(from), until: day(until) });
const terms: DunningTerms = { dunningDays: [7, 21], graceDays: 30, unpaidPremium: 'COVER_LAPSES' };
const REMINDED = ['2026-04-08', '2026-04-22'];
const dunning = (
  on: string,
  holds: { from: CalendarDate; until: CalendarDate }[] = [],
  { reminded = REMINDED, ...changed }: { reminded?: string[] } & Partial<DunningTerms> = {},
) => {
  const reminders = reminded.map((toldOn, at) => ({ level: at + 1, toldOn: day(toldOn) }));
  return dunningOf({ oldestDueOn: day('2026-04-01'), holds, reminders }, { ...terms, ...changed }, day(on));
};

describe('premium that nobody pays', () => {
  it('lets cover lapse on the day after grace, not before', () => {
    expect(dunning('2026-05-01')).toMatchObject({ lapsesOn: '2026-05-02', mayLapse: false });
    expect(dunning('2026-05-02')).toMatchObject({ daysOverdue: 31, mayLapse: true });
  });

  it('lets cover lapse only on the day after the last reminder, however short grace is', () => {
    const changed = { graceDays: 10 };
    expect(dunning('2026-04-22', [], changed)).toMatchObject({ lapsesOn: '2026-04-23', mayLapse: false });
    expect(dunning('2026-04-23', [], changed).mayLapse).toBe(true);
    expect(dunning('2026-04-11', [], { graceDays: 10, dunningDays: [] }).lapsesOn).toBe('2026-04-12');
  });

  it('lets cover lapse only on a day after the last reminder was told, even when it came late', () => {
    expect(dunning('2026-05-10', [], { reminded: ['2026-05-10'] })).toMatchObject({
      lapsesOn: '2026-05-11',
      mayLapse: false,
      stage: 2,
      notices: [{ toldOn: '2026-05-10' }, { isDue: true, toldOn: null }],
    });
    const reminded = ['2026-05-10', '2026-05-10'];
    expect(dunning('2026-05-10', [], { reminded })).toMatchObject({ lapsesOn: '2026-05-11', mayLapse: false });
    expect(dunning('2026-05-10', [], { reminded: [] })).toMatchObject({ lapsesOn: '2026-05-11', mayLapse: false });
    expect(dunning('2026-05-11', [], { reminded }).mayLapse).toBe(true);
  });

  it('does not count the days of holds: before, across and after the due date, overlapping, lifted before they began', () => {
    expect(dunning('2026-04-01', [held('2026-03-01', '2026-03-31')]).lapsesOn).toBe('2026-05-02');
    expect(dunning('2026-04-01', [held('2026-03-20', '2026-04-05')]).lapsesOn).toBe('2026-05-06');
    const two = [held('2026-04-02', '2026-04-11'), held('2026-04-05', '2026-04-06'), held('2026-04-10', '2026-04-13')];
    expect(dunning('2026-04-01', two)).toMatchObject({
      lapsesOn: '2026-05-14',
      notices: [{ on: '2026-04-20' }, { on: '2026-05-04' }],
    });
    expect(dunning('2026-04-01', [held('2026-04-10', '2026-04-03')]).lapsesOn).toBe('2026-05-02');
  });

  it('does not let cover lapse on a day of a hold that began after it could have', () => {
    const later = [held('2026-05-10', '2026-05-12')];
    expect(dunning('2026-05-09', later)).toMatchObject({ lapsesOn: '2026-05-09', mayLapse: true });
    expect(dunning('2026-05-10', later)).toMatchObject({ lapsesOn: '2026-05-13', mayLapse: false });
    expect(dunning('2026-05-12', later)).toMatchObject({ lapsesOn: '2026-05-13', mayLapse: false });
    expect(dunning('2026-05-13', later)).toMatchObject({ lapsesOn: '2026-05-13', mayLapse: true });
    const overlapping = [
      held('2026-05-10', '2026-05-12'),
      held('2026-05-11', '2026-05-15'),
      held('2026-05-16', '2026-05-16'),
    ];
    expect(dunning('2026-05-10', overlapping).lapsesOn).toBe('2026-05-17');
  });

  it('never says a day that is over, while something else keeps cover in force', () => {
    expect(dunning('2026-07-01')).toMatchObject({ daysOverdue: 91, lapsesOn: '2026-07-01', mayLapse: true });
  });

  it('says no day where cover stays although nobody pays', () => {
    expect(dunning('2026-07-01', [], { unpaidPremium: 'COVER_STAYS' })).toMatchObject({
      stage: 2,
      lapsesOn: null,
      mayLapse: false,
    });
  });
});
