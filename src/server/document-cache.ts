import type { DocumentNode } from 'graphql';

const maximumDocuments = 1000;
/** Source characters of all documents together; an AST takes about thirty bytes a character. */
const maximumCharacters = 2_000_000;
const maximumCharactersEach = 50_000;

const charactersOf = (document: DocumentNode): number => document.loc?.end ?? maximumCharactersEach + 1;

/** Parsed and validated documents, the least recently used dropped first. Bounded in number and in size. */
export class DocumentCache {
  private readonly documents = new Map<string, DocumentNode>();
  private readonly keysBySource = new Map<string, string>();
  private characters = 0;

  /** The document with exactly this text. */
  ofSource(source: string): DocumentNode | undefined {
    const key = this.keysBySource.get(source);
    return key === undefined ? undefined : this.peek(key);
  }

  peek(key: string): DocumentNode | undefined {
    const document = this.documents.get(key);
    if (document === undefined) return undefined;
    this.documents.delete(key);
    this.documents.set(key, document);
    return document;
  }

  put(key: string, document: DocumentNode): void {
    const characters = charactersOf(document);
    if (characters > maximumCharactersEach) return;
    this.drop(key);
    this.documents.set(key, document);
    this.characters += characters;
    if (document.loc !== undefined) this.keysBySource.set(document.loc.source.body, key);
    for (const oldest of this.documents.keys()) {
      if (this.documents.size <= maximumDocuments && this.characters <= maximumCharacters) return;
      this.drop(oldest);
    }
  }

  async get(key: string): Promise<DocumentNode | undefined> {
    return this.peek(key);
  }

  async set(key: string, document: DocumentNode): Promise<void> {
    this.put(key, document);
  }

  async delete(key: string): Promise<boolean> {
    return this.drop(key);
  }

  private drop(key: string): boolean {
    const document = this.documents.get(key);
    if (document === undefined) return false;
    this.characters -= charactersOf(document);
    if (document.loc !== undefined) this.keysBySource.delete(document.loc.source.body);
    return this.documents.delete(key);
  }
}
