import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SOURCE = fileURLToPath(new URL('../../src/', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../tsconfig.json', import.meta.url));

/** A mutation of a resolver; the name is null where it is not written as text. */
export interface ReachingMutation {
  readonly name: string | null;
  /** The functions from the resolver to the one asked for. */
  readonly path: readonly string[];
}

type Body =
  | ts.FunctionDeclaration
  | ts.MethodDeclaration
  | ts.VariableDeclaration
  | ts.PropertyAssignment
  | ts.ShorthandPropertyAssignment;

const isBody = (node: ts.Node): node is Body =>
  ts.isFunctionDeclaration(node) ||
  ts.isMethodDeclaration(node) ||
  ts.isVariableDeclaration(node) ||
  ts.isPropertyAssignment(node) ||
  ts.isShorthandPropertyAssignment(node);

const isOurs = (node: ts.Node): boolean => node.getSourceFile().fileName.startsWith(SOURCE);

/** Who mentions whom, as the compiler resolves it: a function that is handed on counts as one that is called. */
class Mentions {
  private readonly known = new Map<Body, readonly Body[]>();

  constructor(private readonly checker: ts.TypeChecker) {}

  /** The shortest way from one to another, or undefined. */
  path(from: Body, to: ts.Node): readonly string[] | undefined {
    const before = new Map<Body, Body | null>([[from, null]]);
    for (const body of before.keys()) {
      if (body === to) {
        const names: string[] = [];
        for (let at: Body | null = body; at; at = before.get(at) ?? null) names.unshift(at.name?.getText() ?? '');
        return names;
      }
      for (const next of this.of(body)) if (!before.has(next)) before.set(next, body);
    }
    return undefined;
  }

  private of(body: Body): readonly Body[] {
    const known = this.known.get(body);
    if (known) return known;
    const found = new Set<Body>();
    const visit = (node: ts.Node): void => {
      if (ts.isTypeNode(node)) return;
      if (ts.isIdentifier(node)) for (const one of this.declarations(node)) found.add(one);
      ts.forEachChild(node, visit);
    };
    if (ts.isShorthandPropertyAssignment(body)) {
      const symbol = this.checker.getShorthandAssignmentValueSymbol(body);
      for (const one of this.bodies(symbol)) found.add(one);
    } else {
      const inside = ts.isFunctionDeclaration(body) || ts.isMethodDeclaration(body) ? body.body : body.initializer;
      if (inside) visit(inside);
    }
    this.known.set(body, [...found]);
    return [...found];
  }

  private declarations(name: ts.Identifier): readonly Body[] {
    return this.bodies(this.checker.getSymbolAtLocation(name));
  }

  private bodies(symbol: ts.Symbol | undefined): readonly Body[] {
    if (!symbol) return [];
    const target = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
    return (target.declarations ?? []).filter(isBody).filter(isOurs);
  }
}

/** The options of `@Mutation`, or undefined for a method that is none. */
function mutationOptions(method: ts.MethodDeclaration): readonly ts.Expression[] | undefined {
  for (const { expression } of ts.getDecorators(method) ?? []) {
    if (ts.isCallExpression(expression) && expression.expression.getText() === 'Mutation') return expression.arguments;
  }
  return undefined;
}

function nameOf(method: ts.MethodDeclaration, [, options]: readonly ts.Expression[]): string | null {
  const named =
    options &&
    ts.isObjectLiteralExpression(options) &&
    options.properties.find((property) => property.name?.getText() === 'name');
  if (!named) return method.name.getText();
  return ts.isPropertyAssignment(named) && ts.isStringLiteral(named.initializer) ? named.initializer.text : null;
}

/** Every mutation from whose resolver there is a way to a function, given by its file in src and its name. */
export function mutationsReaching(file: string, functionName: string): readonly ReachingMutation[] {
  const { config } = ts.readConfigFile(CONFIG, ts.sys.readFile) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: ['node'] }, SOURCE);
  const roots = ts.sys.readDirectory(SOURCE, ['.ts']);
  const program = ts.createProgram(roots, options);
  const mentions = new Mentions(program.getTypeChecker());
  const target = program
    .getSourceFile(`${SOURCE}${file}`)
    ?.statements.find((node) => ts.isFunctionDeclaration(node) && node.name?.text === functionName);
  if (!target) throw new Error(`${file} has no function ${functionName}`);
  const found: ReachingMutation[] = [];
  const visit = (node: ts.Node): void => {
    const mutation = ts.isMethodDeclaration(node) ? mutationOptions(node) : undefined;
    if (mutation && ts.isMethodDeclaration(node)) {
      const path = mentions.path(node, target);
      if (path) found.push({ name: nameOf(node, mutation), path });
    } else ts.forEachChild(node, visit);
  };
  for (const source of program.getSourceFiles()) {
    if (source.fileName.startsWith(`${SOURCE}resolvers/`)) visit(source);
  }
  return found;
}
