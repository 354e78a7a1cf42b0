/** What a report consists of, whatever it is rendered to. */
export type Block =
  | { readonly kind: 'HEADING'; readonly text: string }
  | { readonly kind: 'PARAGRAPH'; readonly text: string }
  | {
      readonly kind: 'TABLE';
      readonly columns: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Columns, counted from 0, that hold words; the others hold numbers and align right. */
      readonly words: readonly number[];
    }
  /** Scalable vector graphics, self-contained. */
  | { readonly kind: 'PICTURE'; readonly svg: string };

export interface Report {
  readonly title: string;
  readonly blocks: readonly Block[];
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;color:#1c2430;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #d5dae1}
table{border-collapse:collapse;margin:.75rem 0;font-size:.9rem}th,td{padding:.2rem .7rem;border-bottom:1px solid #e6e9ee;text-align:right}
th{color:#4a5568;font-weight:600}.w{text-align:left}svg{max-width:100%;height:auto}`;

function htmlBlock(block: Block): string {
  switch (block.kind) {
    case 'HEADING':
      return `<h2>${escapeHtml(block.text)}</h2>`;
    case 'PARAGRAPH':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'PICTURE':
      return `<figure>${block.svg}</figure>`;
    case 'TABLE': {
      const cells = (tag: 'th' | 'td', values: readonly string[]): string =>
        values
          .map(
            (value, index) => `<${tag}${block.words.includes(index) ? ' class="w"' : ''}>${escapeHtml(value)}</${tag}>`,
          )
          .join('');
      const body = block.rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
      return `<table><thead><tr>${cells('th', block.columns)}</tr></thead><tbody>\n${body}\n</tbody></table>`;
    }
  }
}

/** One self-contained page: no scripts, no other files. */
export function renderHtml({ title, blocks }: Report): string {
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">`;
  return `<!doctype html>
<html lang="en"><head>${head}<title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body><h1>${escapeHtml(title)}</h1>
${blocks.map(htmlBlock).join('\n')}
</body></html>
`;
}

const escapeMarkdown = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

function markdownBlock(block: Block): string {
  switch (block.kind) {
    case 'HEADING':
      return `## ${escapeMarkdown(block.text)}`;
    case 'PARAGRAPH':
      return escapeMarkdown(block.text);
    case 'PICTURE':
      return block.svg;
    case 'TABLE': {
      const line = (values: readonly string[]): string => `| ${values.map(escapeMarkdown).join(' | ')} |`;
      const rule = block.columns.map((_, index) => (block.words.includes(index) ? '---' : '---:'));
      return [line(block.columns), line(rule), ...block.rows.map(line)].join('\n');
    }
  }
}

/** Markdown with inline SVG. */
export const renderMarkdown = ({ title, blocks }: Report): string =>
  `# ${escapeMarkdown(title)}\n\n${blocks.map(markdownBlock).join('\n\n')}\n`;
