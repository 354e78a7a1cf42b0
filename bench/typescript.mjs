// Lets node run the TypeScript of src and bench as it is: node --import ./bench/typescript.mjs bench/finance.ts
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
