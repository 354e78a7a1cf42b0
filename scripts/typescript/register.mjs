// Lets node run the TypeScript of src, bench and test as it is: node --import ./scripts/typescript/register.mjs bench/finance.ts
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
