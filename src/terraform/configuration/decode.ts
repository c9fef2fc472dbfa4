import type { Diagnostic, ReportDiagnostic } from '../../model/diagnostic.ts';
import type { SourceRange } from '../../model/source.ts';
import { EvaluationError } from '../evaluate/scope.ts';
import { parseTypeConstraint, type TypeConstraint } from '../evaluate/type-constraint.ts';
import type { Attribute, Block, Body } from '../syntax/ast.ts';
import { references } from '../syntax/walk.ts';
import {
  attributesOf,
  blocksOf,
  literalBool,
  ruleExpressions,
  rulesOf,
  unexpectedArgument,
  unexpectedBlock,
} from './block-content.ts';
import { topLevel } from './block-types.ts';
import {
  type CheckDeclaration,
  type Decoded,
  errorAt,
  type LocalDeclaration,
  type ModuleCall,
  type ModuleSource,
  type OutputDeclaration,
  type ProviderDeclaration,
  type ResourceDeclaration,
  type VariableDeclaration,
} from './configuration.ts';
import { decodeCall, decodeProvider, decodeResource } from './decode-repeated.ts';

interface Collected {
  readonly variables: Map<string, VariableDeclaration>;
  readonly locals: Map<string, LocalDeclaration>;
  readonly outputs: Map<string, OutputDeclaration>;
  readonly calls: Map<string, ModuleCall>;
  readonly resources: Map<string, ResourceDeclaration>;
  readonly providers: Map<string, ProviderDeclaration>;
  readonly checks: Map<string, CheckDeclaration>;
}

/**
 * Reads what a module's files (overrides merged already) declare. Reports blocks that Terraform does not have, missing
 * labels, duplicates and arguments that must be written in one form only.
 */
export function decodeModule(directory: string, body: Body): Decoded<ModuleSource> {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const collected: Collected = {
    variables: new Map(),
    locals: new Map(),
    outputs: new Map(),
    calls: new Map(),
    resources: new Map(),
    providers: new Map(),
    checks: new Map(),
  };
  for (const item of body.items) {
    if (item.kind === 'attribute') {
      report(unexpectedArgument(item));
    } else if (hasRightLabels(item, report)) collect(item, collected, report);
  }
  const value: ModuleSource = {
    directory,
    ...collected,
    providers: [...collected.providers.values()],
    checks: [...collected.checks.values()],
  };
  return { value, diagnostics };
}

function hasRightLabels(block: Block, report: ReportDiagnostic): boolean {
  const labels = topLevel.get(block.type);
  if (labels === undefined) {
    report(unexpectedBlock(block));
    return false;
  }
  if (block.labels.length !== labels) {
    const detail = `A "${block.type}" block has ${labels} ${labels === 1 ? 'label' : 'labels'}, not ${block.labels.length}.`;
    report(errorAt('wrong-labels', 'Wrong number of block labels', detail, block.headerRange));
    return false;
  }
  for (const label of block.labels) {
    if (isName(label.value)) continue;
    report(invalidName(label.range));
    return false;
  }
  return true;
}

function isName(text: string): boolean {
  return /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u.test(text);
}

function invalidName(at: SourceRange): Diagnostic {
  const detail =
    'A name must start with a letter or underscore and may contain only letters, digits, underscores, and dashes.';
  return errorAt('invalid-name', 'Invalid name', detail, at);
}

function collect(block: Block, into: Collected, report: ReportDiagnostic): void {
  const name = block.labels[0]?.value ?? '';
  switch (block.type) {
    case 'variable':
      add(into.variables, name, decodeVariable(block, report), 'variable', report);
      break;
    case 'output':
      add(into.outputs, name, decodeOutput(block, report), 'output', report);
      break;
    case 'module':
      add(into.calls, name, decodeCall(block, report), 'module', report);
      break;
    case 'check':
      for (const nested of blocksOf(block.body, 'data')) {
        const resource = decodeResource(nested, 'data', report);
        add(into.resources, resource.address, resource, 'resource', report);
      }
      add(into.checks, name, decodeCheck(block, report), 'check', report);
      break;
    case 'resource':
    case 'data':
    case 'ephemeral': {
      const mode = block.type === 'resource' ? 'managed' : block.type;
      const resource = decodeResource(block, mode, report);
      add(into.resources, resource.address, resource, 'resource', report);
      break;
    }
    case 'provider': {
      const provider = decodeProvider(block, report);
      const key = provider.alias === undefined ? provider.name : `${provider.name}.${provider.alias}`;
      add(into.providers, key, provider, 'provider', report);
      break;
    }
    case 'locals':
      for (const item of block.body.items) {
        if (item.kind === 'block') report(unexpectedBlock(item));
        else if (!isName(item.name)) report(invalidName(item.nameRange));
        else {
          const local = { name: item.name, value: item.value, at: item.nameRange, references: references(item.value) };
          add(into.locals, item.name, local, 'local', report);
        }
      }
      break;
    default:
      // terraform, moved, import, removed, action and language change no value: what they hold is not looked at.
      break;
  }
}

/** Keeps the first of two declarations of one name, and reports the second. */
function add<T extends { readonly at: SourceRange }>(
  into: Map<string, T>,
  name: string,
  declaration: T,
  noun: string,
  report: ReportDiagnostic,
): void {
  const before = into.get(name);
  if (before === undefined) {
    into.set(name, declaration);
    return;
  }
  const detail = `The ${noun} "${name}" was already declared at ${before.at.file}:${before.at.start.line}.`;
  report(errorAt(`duplicate-${noun}`, `Duplicate ${noun}`, detail, declaration.at));
}

function decodeVariable(block: Block, report: ReportDiagnostic): VariableDeclaration {
  const name = block.labels[0]?.value ?? '';
  const arguments_ = attributesOf(block.body, variableArguments, ['validation'], report);
  const type = arguments_.get('type');
  const fallback = arguments_.get('default');
  const constraint = type && constraintOf(type, report);
  return {
    name,
    at: block.headerRange,
    ...(constraint && { type: constraint }),
    ...(fallback && { default: fallback }),
    sensitive: literalBool(arguments_.get('sensitive'), false, report),
    ephemeral: literalBool(arguments_.get('ephemeral'), false, report),
    nullable: literalBool(arguments_.get('nullable'), true, report),
    validations: rulesOf(block.body, 'validation', report),
  };
}

function constraintOf(type: Attribute, report: ReportDiagnostic): TypeConstraint | undefined {
  try {
    return parseTypeConstraint(type.value);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    report(error.diagnostic);
    return undefined;
  }
}

const variableArguments = [
  'description',
  'type',
  'default',
  'sensitive',
  'nullable',
  'ephemeral',
  'deprecated',
  'const',
];
const outputArguments = ['description', 'value', 'sensitive', 'depends_on', 'ephemeral', 'deprecated', 'type'];

function decodeOutput(block: Block, report: ReportDiagnostic): OutputDeclaration {
  const name = block.labels[0]?.value ?? '';
  const arguments_ = attributesOf(block.body, outputArguments, ['precondition'], report);
  const value = arguments_.get('value');
  if (value === undefined) {
    report(
      errorAt('missing-argument', 'Missing required argument', 'The argument "value" is required.', block.headerRange),
    );
  }
  const preconditions = rulesOf(block.body, 'precondition', report);
  const dependsOn = arguments_.get('depends_on');
  return {
    name,
    at: block.headerRange,
    value: value?.value ?? { kind: 'null', range: block.headerRange },
    sensitive: literalBool(arguments_.get('sensitive'), false, report),
    preconditions,
    references: [value?.value, dependsOn?.value, ...preconditions.flatMap(ruleExpressions)].flatMap((expression) =>
      expression === undefined ? [] : references(expression),
    ),
  };
}

function decodeCheck(block: Block, report: ReportDiagnostic): CheckDeclaration {
  const asserts = rulesOf(block.body, 'assert', report);
  return {
    name: block.labels[0]?.value ?? '',
    at: block.headerRange,
    asserts,
    data: blocksOf(block.body, 'data').map((data) => `data.${data.labels.map((label) => label.value).join('.')}`),
    references: asserts.flatMap(ruleExpressions).flatMap(references),
  };
}
