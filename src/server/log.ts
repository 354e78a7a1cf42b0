import { type Logger, pino } from 'pino';
import type { Config } from '../config.js';

/** Structured log on standard output. Keys and secrets never get in. */
export const createLog = ({ logLevel }: Pick<Config, 'logLevel'>): Logger =>
  pino({
    level: logLevel,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['authorization', 'headers.authorization', 'req.headers.authorization', 'secret', 'config.secret'],
      censor: '[redacted]',
    },
  });
