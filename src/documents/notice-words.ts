import type { NoticeFigures, NoticeKind } from './notice.js';

/** A text in both languages; the addressee's is printed first. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

export const NOTICE_LABELS = {
  from: 'From 发件人',
  to: 'To 收件人',
  through: 'Through 经由',
  policyNumber: 'Policy number 保险单号',
  loanReference: 'Insured loan 被保险贷款',
  givenOn: 'Given on 日期',
  version: 'Version 版本',
  figures: 'Figures 要点',
} as const;

/** Figures in the order in which they are printed. */
export const FIGURE_LABELS = {
  level: 'Reminder 催缴次数',
  unpaid: 'Unpaid premium 未交保险费',
  dueOn: 'Oldest due date 最早到期日',
  daysOverdue: 'Days overdue 逾期天数',
  lapsesOn: 'Cover may end on 责任最早终止日',
  unpaidSince: 'Premium unpaid since 保险费欠交起始日',
  noticeGivenOn: 'Notice given on 原通知日期',
  reason: 'Reason 原因',
  lastDayOfCover: 'Last day of cover 责任最后一日',
  refund: 'Premium taken off 减收保险费',
  refundTo: 'What goes back goes to 退费收款人',
  inForceFrom: 'In force again from 恢复效力起始日',
  charge: 'Premium due again 恢复应交保险费',
  overdueSince: 'Loan overdue since 贷款逾期起始日',
  daysPastDue: 'Days past due 贷款逾期天数',
  note: 'Note 说明',
} as const;

export const NOTICE_TITLES: Readonly<Record<NoticeKind, Words>> = {
  PREMIUM_REMINDER: { en: 'Reminder of unpaid premium', zh: '保险费催缴通知书' },
  CANCELLATION_NOTICE: { en: 'Notice of cancellation', zh: '解除保险合同通知书' },
  CANCELLATION_WITHDRAWN: { en: 'Withdrawal of a notice of cancellation', zh: '撤回解除保险合同通知书' },
  CANCELLATION: { en: 'Cover cancelled', zh: '保险合同解除确认书' },
  LAPSE: { en: 'Cover lapsed', zh: '保险合同失效通知书' },
  REINSTATEMENT: { en: 'Cover reinstated', zh: '保险合同复效通知书' },
  OVERDUE_NOTICE: { en: 'Notice of an overdue loan', zh: '贷款逾期通知书' },
};

const reminder = ({ unpaid, dueOn, lapsesOn }: NoticeFigures['PREMIUM_REMINDER']): readonly Words[] => [
  {
    en: `Premium of ${unpaid} is unpaid; the oldest of it was due on ${dueOn}. Please pay it without delay.`,
    zh: `尚有保险费${unpaid}未交，其中最早一笔的到期日为${dueOn}。请尽快交付。`,
  },
  lapsesOn === null
    ? { en: 'Cover stays in force.', zh: '保险合同继续有效。' }
    : {
        en: `Unless it is paid, cover may end on ${lapsesOn}.`,
        zh: `如未交付，保险责任自${lapsesOn}起可能终止。`,
      },
];

const OVERDUE: Words = {
  en: 'If a default has begun or a claim is under way by then, cover goes on and ends on the first day after.',
  zh: '届时如已发生逾期或理赔尚未结束，保险责任延续，并于其结束后的首日终止。',
};

/** What a notice says in sentences. */
export const NOTICE_TEXTS: {
  readonly [Kind in NoticeKind]: (figures: NoticeFigures[Kind]) => readonly Words[];
} = {
  PREMIUM_REMINDER: reminder,
  CANCELLATION_NOTICE: ({ lastDayOfCover }) => [
    {
      en: `The insurer will end the cover of this policy. It lasts until the end of ${lastDayOfCover}.`,
      zh: `保险人将解除本保险合同。保险责任至${lastDayOfCover}日终为止。`,
    },
    OVERDUE,
  ],
  CANCELLATION_WITHDRAWN: ({ noticeGivenOn }) => [
    {
      en: `The notice of cancellation of ${noticeGivenOn} is withdrawn. Cover goes on as if it had not been given.`,
      zh: `${noticeGivenOn}发出的解除通知现予撤回，保险合同继续有效，如同未曾发出该通知。`,
    },
  ],
  CANCELLATION: ({ lastDayOfCover, refund }) => [
    {
      en: `The policy is cancelled. ${lastDayOfCover} is its last day; it gives no cover after it.`,
      zh: `本保险合同已解除，最后一日为${lastDayOfCover}，此后不承担保险责任。`,
    },
    refund === null
      ? { en: 'No premium goes back.', zh: '无应退保险费。' }
      : {
          en: `Premium of ${refund} is taken off. It first settles what is still unpaid; the rest goes back.`,
          zh: `减收保险费${refund}，先抵未交保险费，余额退还。`,
        },
  ],
  LAPSE: ({ unpaidSince, lastDayOfCover, refund }) => [
    {
      en: `Premium due on ${unpaidSince} was not paid in the days of grace. The policy has lapsed; ${lastDayOfCover} is its last day.`,
      zh: `${unpaidSince}到期的保险费未在宽限期内交付，本保险合同失效，最后一日为${lastDayOfCover}。`,
    },
    refund === null
      ? { en: 'What is unpaid stays due.', zh: '未交保险费仍应交付。' }
      : {
          en: `Premium of ${refund} for the days after is no longer asked for; what is unpaid of the rest stays due.`,
          zh: `此后期间的保险费${refund}不再收取，其余未交部分仍应交付。`,
        },
  ],
  REINSTATEMENT: ({ inForceFrom, charge }) => [
    {
      en: `The policy is in force again, without a gap, from ${inForceFrom}.`,
      zh: `本保险合同自${inForceFrom}起恢复效力，保险责任不间断。`,
    },
    ...(charge === null ? [] : [{ en: `Premium of ${charge} is due again.`, zh: `应重新交付保险费${charge}。` }]),
  ],
  OVERDUE_NOTICE: ({ overdueSince, daysPastDue }) => [
    {
      en: `The insured loan has been overdue since ${overdueSince}, for ${daysPastDue} days.`,
      zh: `被保险贷款自${overdueSince}起逾期，已逾期${daysPastDue}天。`,
    },
  ],
};

const VALUES: Readonly<Record<string, string>> = {
  POLICYHOLDER_REQUEST: 'Request of the policyholder 投保人申请',
  DUPLICATE_COVER: 'The loan has other cover 重复保险',
  INTEREST_CEASED: 'Nothing is left to insure 保险利益消失',
  NON_DISCLOSURE: 'Facts were withheld or wrong 未如实告知',
  RISK_INCREASED: 'The risk has increased 危险程度增加',
  REGULATORY: 'Law or supervisor 法律或监管要求',
  PAYER: 'Whoever paid it 付款人',
  LENDER: 'The lender 资金方',
};

export const figureWords = (name: keyof typeof FIGURE_LABELS, value: string | number): string =>
  name === 'reason' || name === 'refundTo' ? (VALUES[value] ?? String(value)) : String(value);
