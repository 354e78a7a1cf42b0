import type { NoticePaper } from '../../src/documents/notice.js';
import { writeNotice } from '../../src/documents/notice-pdf.js';
import type { Sheet } from '../../src/documents/pdf-sheet.js';
import { date } from '../policies/loan-fixture.js';

/** What is written, line by line; figures as `label: value`. */
function written(paper: NoticePaper): string[] {
  const lines: string[] = [];
  const push = (text: string) => void lines.push(text);
  const pair = (label: string, value: string) => void lines.push(`${label}: ${value}`);
  writeNotice({ text: push, wrapped: push, heading: push, next: () => 0, pair } as unknown as Sheet, paper);
  return lines;
}

const REMINDER: NoticePaper = {
  kind: 'PREMIUM_REMINDER',
  id: 'pnt_01h455vb4pex5vsknk084sn02q',
  version: 2,
  givenOn: '2026-04-22',
  policyNumber: 'CG-2026-2WT8-V5AH',
  loanReference: 'L-1',
  from: { roles: [], name: 'Northwind Credit Insurance', country: 'US' },
  to: [{ roles: ['POLICYHOLDER'], name: 'customer-1', country: null }],
  through: { roles: ['PRODUCER'], name: 'Lumen Electronics', country: 'CN' },
  figures: { level: 2, unpaid: '5.69 USD', dueOn: date('2026-04-01'), daysOverdue: 21, lapsesOn: date('2026-05-02') },
  madeAt: '2026-04-22T12:00:00.000Z',
};

describe('a notice on paper', () => {
  it('stands in both languages, that of an obligor who is reached through a Chinese partner first', () => {
    expect(written(REMINDER)).toEqual([
      '保险费催缴通知书',
      'Reminder of unpaid premium',
      'From 发件人: Northwind Credit Insurance (US)',
      'To 收件人: customer-1 · Policyholder 投保人',
      'Through 经由: Lumen Electronics (CN) · Producer 渠道方',
      'Policy number 保险单号: CG-2026-2WT8-V5AH',
      'Insured loan 被保险贷款: L-1',
      'Given on 日期: 2026-04-22',
      'Version 版本: 2',
      '尚有保险费5.69 USD未交，其中最早一笔的到期日为2026-04-01。请尽快交付。',
      '如未交付，保险责任自2026-05-02起可能终止。',
      'Premium of 5.69 USD is unpaid; the oldest of it was due on 2026-04-01. Please pay it without delay.',
      'Unless it is paid, cover may end on 2026-05-02.',
      'Figures 要点',
      'Reminder 催缴次数: 2',
      'Unpaid premium 未交保险费: 5.69 USD',
      'Oldest due date 最早到期日: 2026-04-01',
      'Days overdue 逾期天数: 21',
      'Cover may end on 责任最早终止日: 2026-05-02',
    ]);
  });

  it('goes first in the language of an organisation that it is sent to', () => {
    const to = [{ roles: ['INSURED'], name: 'Harbour Bank', country: 'US' }];
    expect(written({ ...REMINDER, to }).slice(0, 2)).toEqual(['Reminder of unpaid premium', '保险费催缴通知书']);
  });

  it('leaves out what there is not', () => {
    const figures = { reason: 'INTEREST_CEASED', lastDayOfCover: date('2026-03-02'), refund: null, refundTo: null };
    const lines = written({ ...REMINDER, kind: 'CANCELLATION', loanReference: null, figures });
    expect(lines).toContain('No premium goes back.');
    expect(lines.slice(lines.indexOf('Figures 要点') + 1)).toEqual([
      'Reason 原因: Nothing is left to insure 保险利益消失',
      'Last day of cover 责任最后一日: 2026-03-02',
    ]);
    expect(lines.join()).not.toContain('Insured loan');
    const stays = { ...REMINDER.figures, lapsesOn: null };
    expect(written({ ...REMINDER, figures: stays } as NoticePaper)).toContain('Cover stays in force.');
  });
});
