import { decimal } from '../../kernel/index.js';

/** A rate as the API shows it: exact, without the zeros that a column of fixed scale appends. */
export const rateView = (stored: string): string => decimal(stored).toFixed();
