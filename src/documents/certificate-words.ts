import type { CoverEndReason } from './certificate-rows.js';

/** The certificate's words in both languages, as the trade uses them. */
export const LABELS = {
  number: 'Policy number 保险单号',
  version: 'Certificate version 凭证版本',
  madeAt: 'Made at 出具时间',
  status: 'Status 状态',
  product: 'Product 保险产品',
  period: 'Period of cover 保险期间',
  ended: 'Cover ended 责任终止',
  sumInsured: 'Sum insured 保险金额',
  insuredPercentage: 'Insured percentage 赔付比例',
  waitingDays: 'Waiting period 等待期',
  premium: 'Premium 保险费',
  loan: 'Insured loan 被保险贷款',
  principal: 'Principal 贷款本金',
  coInsurer: 'Co-insurer 共同保险人',
  parties: 'Parties 当事人',
  schedule: 'Repayment schedule 还款计划',
  proof: 'Proof 验证',
} as const;

export const COLUMNS = ['No. 期数', 'Due on 到期日', 'Principal 本金', 'Interest 利息', 'Instalment 应还合计'] as const;

const STATUS: Readonly<Record<string, string>> = {
  ACTIVE: 'In force 有效',
  CLOSED: 'Closed 终止',
  CANCELLED: 'Cancelled 已退保',
  LAPSED: 'Lapsed 失效',
  EXPIRED: 'Expired 期满',
};

const ROLES: Readonly<Record<string, string>> = {
  INSURER: 'Insurer 保险人',
  POLICYHOLDER: 'Policyholder 投保人',
  INSURED: 'Insured 被保险人',
  OBLIGOR: 'Obligor 履约义务人',
  CO_OBLIGOR: 'Co-obligor 共同债务人',
  LENDER: 'Lender 资金方',
  BENEFICIARY: 'Beneficiary 受益人',
  LOSS_PAYEE: 'Loss payee 赔款受领人',
  PRODUCER: 'Producer 渠道方',
};

const ENDED: Readonly<Record<CoverEndReason, string>> = {
  LOAN_REPAID: 'Loan repaid 贷款已还清',
  LOSS_PAID: 'Loss paid 赔款已支付',
  RAN_OUT: 'Period over 期满',
  PREMIUM_UNPAID: 'Premium unpaid 未交保险费',
  CANCELLED: 'Cancelled 退保',
};

export const endedWords = ({ on, reason }: { readonly on: string; readonly reason: CoverEndReason }): string =>
  `${on} · ${ENDED[reason]}`;
export const statusWords = (status: string): string => STATUS[status] ?? status;
export const roleWords = (role: string): string => ROLES[role] ?? role;
export const daysWords = (days: number): string => `${days} days 天`;
export const proofWords = (sha256: string, keyId: string): readonly string[] => [
  'The signed JSON file of the same version is the proof; verify it offline.',
  '请以同一版本的签名 JSON 文件为准，可离线验证。',
  `SHA-256 ${sha256}`,
  `Key 密钥 ${keyId}`,
];
