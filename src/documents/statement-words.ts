/** The statement's words in both languages, as the trade uses them. */
export const STATEMENT_TITLE = { en: 'Statement of account', zh: '对账单' };

export const STATEMENT_LABELS = {
  insurer: 'Insurer 保险人',
  partner: 'Partner 渠道方',
  period: 'Period 账期',
  version: 'Version 版本',
  createdAt: 'Made at 出具时间',
  number: 'Statement 对账单编号',
  summary: 'Summary 汇总',
  opening: 'Owed by the partner before 期初余额',
  premium: '+ Premium, less returned 保险费净额',
  refund: 'of which returned 其中退费',
  commission: '- Commission, less paid 手续费净额',
  received: '- Received, less repaid 收款净额',
  closing: 'Owed by the partner after 期末余额',
  claimsPaid: 'Claims, for information 赔款（仅供参考）',
  remittance: 'Remittance 应付款项',
  premiumDue: 'Premium to be paid 应付保险费',
  commissionDue: 'Commission to be paid 应付手续费',
  lines: 'Lines 明细',
} as const;

export const STATEMENT_COLUMNS = [
  'Date 日期',
  'Entry 分录',
  'Policy 保单号',
  'Journal 凭证号',
  'Premium 保险费',
  'Commission 手续费',
  'Received 收款',
  'Claims 赔款',
] as const;

const KINDS: Readonly<Record<string, string>> = {
  PREMIUM_WRITTEN: 'Premium written 承保',
  PREMIUM_REDUCED: 'Premium returned 退费',
  PREMIUM_RECEIVED: 'Received 收款',
  PREMIUM_PAYMENT_REVERSED: 'Payment taken back 冲回',
  PREMIUM_REPAID: 'Premium repaid 退款',
  COMMISSION_PAID: 'Commission paid 付手续费',
  COMMISSION_BOUNDED: 'Commission bounds 手续费限额',
  CLAIM_PAID: 'Claim paid 赔付',
};

export const kindWords = (kind: string): string => KINDS[kind] ?? kind;

export const remittanceWords = (
  remittance: { readonly payer: string; readonly payee: string; readonly amount: string } | null,
  currency: string,
): readonly string[] =>
  remittance === null
    ? ['Nothing is payable. 无应付款项。']
    : [
        `${remittance.payer} pays ${remittance.payee} ${remittance.amount} ${currency}.`,
        `${remittance.payer}应向${remittance.payee}支付${remittance.amount} ${currency}。`,
      ];

export const replacesWords = (version: number): string =>
  version === 1 ? '1' : `${version}, replaces version ${version - 1} 替代版本${version - 1}`;

export const moreWords = (shown: number, all: number): string =>
  `The first ${shown} of ${all} lines; all are in the CSV file. 仅列前${shown}条，共${all}条，全部明细见CSV文件。`;
