import { wordsOf } from '/verify/documents/verdict-words.js';
import { verifyCertificate } from '/verify/documents/verify-certificate.js';

const [main, certificate, keys, output] = ['main', '#certificate', '#keys', '#verdict'].map((selector) =>
  document.querySelector(selector),
);

const CANNOT = {
  en: 'This browser cannot check Ed25519 signatures here (it may be too old, or the page was not opened over HTTPS). Nothing was checked: use the command "covergraph verify".',
  zh: '此浏览器无法在此验证 Ed25519 签名（版本过旧，或页面未经 HTTPS 打开）。未作任何验证，请使用命令 covergraph verify。',
};
const NO_KEYS = { en: 'The public keys cannot be read.', zh: '无法读取公钥。' };

function say({ en, zh }, tone, name) {
  const chinese = document.createElement('span');
  chinese.lang = 'zh';
  chinese.textContent = zh;
  output.replaceChildren(...(name ? [`${name}\n`] : []), `${en}\n\n`, chinese);
  output.dataset.tone = tone;
}

const bytesOf = (base64url) =>
  Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));

const importKey = ({ kty, crv, x }) => crypto.subtle.importKey('jwk', { kty, crv, x }, 'Ed25519', false, ['verify']);

async function check(key, message, signature) {
  return crypto.subtle.verify('Ed25519', await importKey(key), bytesOf(signature), message);
}

/** Whether the browser knows the algorithm, asked with a key that is no secret: the point of RFC 8032, test 1. */
async function canCheck() {
  try {
    await importKey({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' });
    return true;
  } catch {
    return false;
  }
}

async function keySet() {
  const [own] = keys.files;
  if (!own) return (await (await fetch('/.well-known/covergraph-keys.json')).json()).keys;
  const file = JSON.parse(await own.text());
  return file.keys ?? [file];
}

const toneOf = ({ verdict, cover }) => (verdict !== 'VALID' ? 'bad' : cover === 'IN_FORCE' ? 'good' : 'warning');

/** The calendar date where the browser is. */
function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

async function verify(file) {
  if (!file) return;
  if (!(await canCheck())) return say(CANNOT, 'warning');
  let known;
  try {
    known = await keySet();
  } catch {
    return say(NO_KEYS, 'bad');
  }
  const verdict = await verifyCertificate(await file.text(), { keys: known, today: today(), check });
  say({ en: wordsOf(verdict, 'en'), zh: wordsOf(verdict, 'zh') }, toneOf(verdict), file.name);
}

let chosen;
const choose = (file) => {
  chosen = file;
  return verify(file);
};
certificate.addEventListener('change', () => choose(certificate.files[0]));
keys.addEventListener('change', () => verify(chosen));
for (const type of ['dragenter', 'dragover', 'dragleave', 'drop']) {
  document.addEventListener(type, (event) => {
    event.preventDefault();
    main.classList.toggle('dropping', type === 'dragenter' || type === 'dragover');
  });
}
document.addEventListener('drop', ({ dataTransfer }) => choose(dataTransfer?.files[0]));
