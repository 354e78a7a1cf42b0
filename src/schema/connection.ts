import { Field, ObjectType } from 'type-graphql';

@ObjectType({ simpleResolvers: true, description: 'Where a page lies in its list.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether more follow after endCursor.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether more come before startCursor.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first edge; null when the page is empty.' })
  startCursor!: string | null;

  @Field(() => String, { nullable: true, description: 'Cursor of the last edge; null when the page is empty.' })
  endCursor!: string | null;
}

export interface Edge<Node> {
  readonly cursor: string;
  readonly node: Node;
}

export interface Connection<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly nodes: readonly Node[];
  readonly pageInfo: PageInfo;
}

/** The Relay connection and edge types of one node type. */
export function connectionOf<Node extends object>(nodeClass: new () => Node) {
  @ObjectType(`${nodeClass.name}Edge`, { simpleResolvers: true, description: `A ${nodeClass.name} in a list.` })
  class EdgeType {
    @Field(() => String, { description: 'Opaque place in the list, for `after` and `before`.' })
    cursor!: string;

    @Field(() => nodeClass, { description: `The ${nodeClass.name}.` })
    node!: Node;
  }

  @ObjectType(`${nodeClass.name}Connection`, { simpleResolvers: true, description: `A page of ${nodeClass.name}s.` })
  class ConnectionType {
    @Field(() => [EdgeType], { description: 'The page with a cursor on each item.' })
    edges!: EdgeType[];

    @Field(() => [nodeClass], { description: 'The page without cursors.' })
    nodes!: Node[];

    @Field(() => PageInfo, { description: 'Where the page lies.' })
    pageInfo!: PageInfo;
  }
  return ConnectionType;
}
