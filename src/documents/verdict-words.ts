import type { CertificateFacts, Verdict } from './verify-certificate.js';

interface Phrases {
  readonly refused: Readonly<Record<Exclude<Verdict['verdict'], 'VALID'>, string>>;
  readonly valid: (of: Extract<Verdict, { readonly verdict: 'VALID' }>) => string;
  readonly cover: (facts: CertificateFacts) => string;
  /** What can be told offline of versions that follow. */
  readonly last: string;
  readonly endFollows: string;
  readonly mayFollow: string;
}

const ENDED_EN: Readonly<Record<string, string>> = {
  LOAN_REPAID: 'the insured loan was repaid',
  LOSS_PAID: 'the loss was paid',
  RAN_OUT: 'its period was over',
  PREMIUM_UNPAID: 'its premium was not paid',
  CANCELLED: 'it was cancelled',
};

function endInEnglish({ number, status, endsOn, ended }: CertificateFacts): string {
  if (!ended) return `policy ${number} is ${status}, cover until ${endsOn}`;
  return `cover of policy ${number} ended on ${ended.on}: ${ENDED_EN[ended.reason] ?? ended.reason}`;
}

const english: Phrases = {
  refused: {
    ALTERED: 'ALTERED: this is not the file that was signed. Do not rely on it.',
    UNKNOWN_KEY: 'UNKNOWN KEY: the file names a key that is none of those given. Nothing is proved.',
    NOT_A_CERTIFICATE: 'NOT A CERTIFICATE: this is not a signed certificate of Covergraph.',
  },
  valid: ({ cover, facts }) => {
    const first = {
      IN_FORCE: `VALID: policy ${facts.number} is in force`,
      NOT_STARTED: `VALID: cover of policy ${facts.number} starts on ${facts.startsOn}`,
      ENDED: `VALID, COVER ENDED: ${endInEnglish(facts)}`,
    }[cover];
    return `${first}, as certificate version ${facts.version} of ${facts.madeAt} says.`;
  },
  cover: ({ sumInsured, startsOn, endsOn }) => `Sum insured ${sumInsured}, cover from ${startsOn} to ${endsOn}.`,
  last: 'It is the last version: such cover does not come back.',
  endFollows: 'A later version says how cover ended, or that it goes on: policy.certificates of the API lists them.',
  mayFollow: 'A later version may say otherwise: policy.certificates of the API lists them.',
};

const ENDED_ZH: Readonly<Record<string, string>> = {
  LOAN_REPAID: '贷款已还清',
  LOSS_PAID: '赔款已支付',
  RAN_OUT: '保险期间届满',
  PREMIUM_UNPAID: '未交保险费',
  CANCELLED: '已退保',
};

const STATUS_ZH: Readonly<Record<string, string>> = {
  ACTIVE: '有效',
  CLOSED: '终止',
  CANCELLED: '已退保',
  LAPSED: '失效',
  EXPIRED: '期满',
};

function endInChinese({ number, status, endsOn, ended }: CertificateFacts): string {
  if (!ended) return `保险单 ${number} 状态为${STATUS_ZH[status] ?? status}，保险期间至 ${endsOn}`;
  return `保险单 ${number} 的保险责任已于 ${ended.on} 终止：${ENDED_ZH[ended.reason] ?? ended.reason}`;
}

const chinese: Phrases = {
  refused: {
    ALTERED: '已被改动：本文件与签名时不一致，请勿采信。',
    UNKNOWN_KEY: '未知公钥：所给公钥均非本文件所指，无法证明真伪。',
    NOT_A_CERTIFICATE: '不是保险凭证：本文件不是 Covergraph 签名的保险凭证。',
  },
  valid: ({ cover, facts }) => {
    const first = {
      IN_FORCE: `有效：保险单 ${facts.number} 在保`,
      NOT_STARTED: `有效：保险单 ${facts.number} 的保险责任自 ${facts.startsOn} 起`,
      ENDED: `凭证有效，保险责任已终止：${endInChinese(facts)}`,
    }[cover];
    return `${first}（凭证第 ${facts.version} 版，出具于 ${facts.madeAt}）。`;
  },
  cover: ({ sumInsured, startsOn, endsOn }) => `保险金额 ${sumInsured}，保险期间 ${startsOn} 至 ${endsOn}。`,
  last: '这是最后一版：该保险责任不再恢复。',
  endFollows: '后续版本会说明保险责任如何终止或是否继续，可由接口的 policy.certificates 列出。',
  mayFollow: '后续版本可能有变更，可由接口的 policy.certificates 列出。',
};

const PHRASES = { en: english, zh: chinese } as const;

/** The verdict as a person reads it, in English or Chinese: the first line alone is enough. */
export function wordsOf(verdict: Verdict, language: keyof typeof PHRASES = 'en'): string {
  const phrases = PHRASES[language];
  if (verdict.verdict !== 'VALID') return phrases.refused[verdict.verdict];
  const { cover, facts } = verdict;
  return [phrases.valid(verdict), phrases.cover(facts), phrases[versionsAfter(facts, cover === 'ENDED')]].join('\n');
}

function versionsAfter({ status, ended }: CertificateFacts, isOver: boolean): 'last' | 'endFollows' | 'mayFollow' {
  if (status === 'CLOSED' || status === 'EXPIRED') return 'last';
  return isOver && !ended ? 'endFollows' : 'mayFollow';
}
