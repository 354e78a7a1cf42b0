import { defineLifecycle } from './machine.js';

export type QuoteStatus = 'REFERRED' | 'OFFERED' | 'DECLINED' | 'BOUND' | 'EXPIRED' | 'REFUSED' | 'SUPERSEDED';

export const quoteLifecycle = defineLifecycle<QuoteStatus>({
  name: 'Quote',
  initial: ['REFERRED', 'OFFERED', 'DECLINED'],
  transitions: {
    REFERRED: ['OFFERED', 'DECLINED', 'EXPIRED', 'REFUSED', 'SUPERSEDED'],
    OFFERED: ['BOUND', 'EXPIRED', 'REFUSED', 'SUPERSEDED'],
    // Only with counter-offers.
    DECLINED: ['BOUND', 'EXPIRED', 'REFUSED', 'SUPERSEDED'],
    BOUND: [],
    EXPIRED: [],
    REFUSED: [],
    SUPERSEDED: [],
  },
});

export type ReferralStatus = 'OPEN' | 'ASSIGNED' | 'DECIDED' | 'EXPIRED';

export const referralLifecycle = defineLifecycle<ReferralStatus>({
  name: 'Referral',
  initial: ['OPEN'],
  transitions: {
    OPEN: ['ASSIGNED', 'DECIDED', 'EXPIRED'],
    ASSIGNED: ['DECIDED', 'EXPIRED'],
    DECIDED: [],
    EXPIRED: [],
  },
});

export type PolicyStatus =
  | 'PENDING_ACTIVATION'
  | 'ACTIVE'
  | 'CLOSED'
  | 'NOT_TAKEN_UP'
  | 'CANCELLED'
  | 'LAPSED'
  | 'EXPIRED';

export const policyLifecycle = defineLifecycle<PolicyStatus>({
  name: 'Policy',
  initial: ['PENDING_ACTIVATION'],
  transitions: {
    PENDING_ACTIVATION: ['ACTIVE', 'NOT_TAKEN_UP', 'CANCELLED'],
    ACTIVE: ['CLOSED', 'CANCELLED', 'LAPSED', 'EXPIRED'],
    // The loan was not repaid after all.
    CLOSED: ['ACTIVE'],
    NOT_TAKEN_UP: [],
    // Reinstatement.
    CANCELLED: ['ACTIVE'],
    LAPSED: ['ACTIVE'],
    EXPIRED: [],
  },
});

export type OverdueState = 'CURRENT' | 'LATE' | 'NOTICE_DUE' | 'CLAIMABLE';

export const overdueLifecycle = defineLifecycle<OverdueState>({
  name: 'Overdue',
  initial: ['CURRENT'],
  transitions: {
    CURRENT: ['LATE', 'NOTICE_DUE', 'CLAIMABLE'],
    LATE: ['NOTICE_DUE', 'CLAIMABLE', 'CURRENT'],
    NOTICE_DUE: ['CLAIMABLE', 'LATE', 'CURRENT'],
    CLAIMABLE: ['NOTICE_DUE', 'LATE', 'CURRENT'],
  },
});

export type ClaimStatus =
  | 'NOTIFIED'
  | 'EVIDENCE_PENDING'
  | 'UNDER_REVIEW'
  | 'DECIDED'
  | 'PAID'
  | 'CLOSED'
  | 'WITHDRAWN'
  | 'REOPENED';

export const claimLifecycle = defineLifecycle<ClaimStatus>({
  name: 'Claim',
  initial: ['NOTIFIED'],
  transitions: {
    NOTIFIED: ['EVIDENCE_PENDING', 'UNDER_REVIEW', 'WITHDRAWN'],
    EVIDENCE_PENDING: ['UNDER_REVIEW', 'DECIDED', 'WITHDRAWN'],
    UNDER_REVIEW: ['EVIDENCE_PENDING', 'DECIDED', 'WITHDRAWN'],
    DECIDED: ['PAID', 'CLOSED', 'REOPENED', 'WITHDRAWN'],
    PAID: ['CLOSED', 'REOPENED'],
    CLOSED: ['REOPENED'],
    WITHDRAWN: [],
    REOPENED: ['EVIDENCE_PENDING', 'UNDER_REVIEW', 'DECIDED', 'WITHDRAWN'],
  },
});

export type RecoveryStatus = 'OPEN' | 'IN_COLLECTION' | 'INSTALMENT_PLAN' | 'LEGAL' | 'RECOVERED' | 'WRITTEN_OFF';

export const recoveryLifecycle = defineLifecycle<RecoveryStatus>({
  name: 'Recovery',
  initial: ['OPEN'],
  transitions: {
    OPEN: ['IN_COLLECTION', 'INSTALMENT_PLAN', 'LEGAL', 'RECOVERED', 'WRITTEN_OFF'],
    IN_COLLECTION: ['INSTALMENT_PLAN', 'LEGAL', 'RECOVERED', 'WRITTEN_OFF'],
    INSTALMENT_PLAN: ['IN_COLLECTION', 'LEGAL', 'RECOVERED', 'WRITTEN_OFF'],
    LEGAL: ['IN_COLLECTION', 'INSTALMENT_PLAN', 'RECOVERED', 'WRITTEN_OFF'],
    RECOVERED: ['IN_COLLECTION'],
    WRITTEN_OFF: ['IN_COLLECTION', 'INSTALMENT_PLAN', 'LEGAL', 'RECOVERED'],
  },
});

export type ExposureState = 'RESERVED' | 'UTILISED' | 'RELEASED' | 'EXPIRED';

export const exposureLifecycle = defineLifecycle<ExposureState>({
  name: 'Exposure',
  initial: ['RESERVED'],
  transitions: {
    RESERVED: ['UTILISED', 'RELEASED', 'EXPIRED'],
    UTILISED: ['RELEASED'],
    RELEASED: ['UTILISED'],
    EXPIRED: [],
  },
});

export type PurposeLockState = 'HELD' | 'VERIFIED' | 'RELEASED';

export const purposeLockLifecycle = defineLifecycle<PurposeLockState>({
  name: 'PurposeLock',
  initial: ['HELD'],
  transitions: { HELD: ['VERIFIED', 'RELEASED'], VERIFIED: ['RELEASED'], RELEASED: ['VERIFIED'] },
});

export type ProgrammeStatus = 'OPEN' | 'SUSPENDED';

export const programmeLifecycle = defineLifecycle<ProgrammeStatus>({
  name: 'Programme',
  initial: ['OPEN'],
  transitions: { OPEN: ['SUSPENDED'], SUSPENDED: ['OPEN'] },
});

export type PaymentPromiseState = 'OPEN' | 'KEPT' | 'BROKEN' | 'WITHDRAWN';

/** Late reports show that the money of a broken promise had come in time, or that that of a kept one went back. */
export const paymentPromiseLifecycle = defineLifecycle<PaymentPromiseState>({
  name: 'PaymentPromise',
  initial: ['OPEN'],
  transitions: { OPEN: ['KEPT', 'BROKEN', 'WITHDRAWN'], BROKEN: ['KEPT'], KEPT: ['BROKEN'], WITHDRAWN: [] },
});

export type PolicyHoldState = 'PLACED' | 'LIFTED' | 'ENDED';

/** Lifted by a person, ended by its last day. */
export const policyHoldLifecycle = defineLifecycle<PolicyHoldState>({
  name: 'PolicyHold',
  initial: ['PLACED'],
  transitions: { PLACED: ['LIFTED', 'ENDED'], LIFTED: [], ENDED: [] },
});

export type CancellationNoticeState = 'GIVEN' | 'WITHDRAWN' | 'EFFECTIVE' | 'OBSOLETE';

/** Effective when cover ended by it; obsolete when cover ended in another way first. */
export const cancellationNoticeLifecycle = defineLifecycle<CancellationNoticeState>({
  name: 'CancellationNotice',
  initial: ['GIVEN'],
  transitions: { GIVEN: ['WITHDRAWN', 'EFFECTIVE', 'OBSOLETE'], WITHDRAWN: [], EFFECTIVE: [], OBSOLETE: [] },
});

export type ComplaintStatus = 'RECEIVED' | 'IN_REVIEW' | 'ANSWERED' | 'ESCALATED' | 'CLOSED' | 'WITHDRAWN';

export const complaintLifecycle = defineLifecycle<ComplaintStatus>({
  name: 'Complaint',
  initial: ['RECEIVED'],
  transitions: {
    RECEIVED: ['IN_REVIEW', 'ANSWERED', 'WITHDRAWN'],
    IN_REVIEW: ['ANSWERED', 'WITHDRAWN'],
    ANSWERED: ['ESCALATED', 'CLOSED'],
    ESCALATED: ['ANSWERED', 'CLOSED'],
    CLOSED: [],
    WITHDRAWN: [],
  },
});

export const lifecycles = [
  quoteLifecycle,
  referralLifecycle,
  policyLifecycle,
  overdueLifecycle,
  claimLifecycle,
  recoveryLifecycle,
  exposureLifecycle,
  purposeLockLifecycle,
  programmeLifecycle,
  paymentPromiseLifecycle,
  policyHoldLifecycle,
  cancellationNoticeLifecycle,
  complaintLifecycle,
] as const;
