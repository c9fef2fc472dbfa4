import { lookupEvents } from '../../aws/reads/cloudtrail-lookup-events.ts';
import { anything } from '../../aws/scene.ts';
import { kinds as allKinds } from '../../kinds/index.ts';
import type { Kind } from '../../kinds/kind.ts';
import { compareCodeUnits } from '../../model/order.ts';
import { partitionOfRegion, partitions } from '../../model/partition.ts';
import type { DraftGap } from '../../model/report/gap.ts';
import { hiddenTexts } from '../../model/secret/secrecy.ts';
import { redactText } from '../../model/secret/sensitivity.ts';
import type { ResolvedBody, Stack } from '../../model/stack.ts';
import { type CheckOptions, comparedTypes, examine } from '../check.ts';
import { loadDeclaration } from '../declaration.ts';
import { type Examination, resultsOf } from '../examination.ts';
import { accountsOf, partitionOf } from './accounts.ts';
import { type AskedRead, rehearsalReader } from './reader.ts';
import { type ScenePlace, sceneOf } from './scene.ts';

/** What a run is made of, without AWS. */
export interface RehearsalOptions extends Omit<CheckOptions, 'aws' | 'onProgress'> {
  /** Of what names no region, where it is known. */
  readonly region?: string;
  /** That of the run's credentials, where it is known. */
  readonly account?: string;
}

/** What a run of some code asks AWS, whatever AWS answers. */
export interface Rehearsal {
  readonly asked: readonly AskedRead[];
  /** The accounts that the code is for; empty where it does not say. */
  readonly accounts: readonly string[];
  /** The partition that the run works in. */
  readonly partition: string;
  /** Stands in `asked` for an account, or a region, that nobody knows. */
  readonly unknown: { readonly account: string; readonly region?: string };
  /** The regions that the code asks in, as far as it says them. */
  readonly regions: readonly string[];
  /** The variables of the root module that have no value. */
  readonly unset: readonly string[];
  /** Nothing that is compared is declared, and there is nothing behind which it could be. */
  readonly isEmpty: boolean;
  /** Whether a name in `asked` may not be shown. */
  hides(name: string): boolean;
  /** What keeps things that are declared from being looked for, so that what they take is not among `asked`. */
  readonly gaps: readonly DraftGap[];
}

function isEmpty(examination: Examination): boolean {
  const { checked, gaps } = resultsOf(examination);
  return checked.length === 0 && gaps.length === 0 && examination.stack.holes.length === 0;
}

/** An account that nobody has. */
const noAccount = '000000000000';
/** Beyond these, accounts are not tried: code that names more is a list of accounts. */
const mostAccounts = 8;

/**
 * Runs the comparison of some code with a made-up AWS, in which there is all that the code declares and more than one
 * thing is wrong with it, and tells what it asked. Nothing is asked of the real one.
 *
 * The code says of some things that they are in another account than the run, and is not asked about those. Which one
 * the run is in is mostly not known, so that each is tried that the code names.
 *
 * @throws ProblemError when the code cannot be read
 */
export async function rehearse(options: RehearsalOptions): Promise<Rehearsal> {
  const declaration = await loadDeclaration({ types: comparedTypes(options.kinds), ...options });
  const partitionBy = (stack: Stack | undefined) =>
    (options.region === undefined ? undefined : partitionOfRegion(options.region)) ??
    (stack && partitionOf(stack)) ??
    'aws';
  const play = async (account: string, partition: string) => {
    const region = options.region ?? unknownRegion(partition);
    const place: ScenePlace = { account, partition, region };
    let stack: Stack | undefined;
    const see = (kind: Kind): Kind => ({
      ...kind,
      declare: (roots) => {
        stack = roots[0]?.stack ?? stack;
        return kind.declare(roots);
      },
    });
    const aws = rehearsalReader(() => sceneOf(stack ?? nothingDeclared, place, options.policy?.expect), region);
    const examination = await examine(declaration, { ...options, kinds: (options.kinds ?? allKinds).map(see), aws });
    return { asked: aws.asked(), examination };
  };
  const first = await play(noAccount, partitionBy(undefined));
  const partition = partitionBy(first.examination.stack);
  const { own: said, named } = accountsOf(first.examination.stack);
  const own = options.account === undefined ? said : [options.account];
  const tried = own.length > 0 ? own : [noAccount, ...named];
  const plays = [];
  for (const account of tried.slice(0, mostAccounts)) {
    const isFirst = account === noAccount && partition === partitionBy(undefined);
    plays.push(isFirst ? first : await play(account, partition));
  }
  const region = options.region === undefined ? { region: unknownRegion(partition) } : {};
  const asked = plays.flatMap((one) => one.asked);
  const hides = hiding(plays.map(({ examination }) => examination));
  const regions = new Set(asked.flatMap((one) => (one.definition.isGlobal === true ? [] : [one.region])));
  return {
    // Something may differ wherever something is declared, also where the made-up AWS has it as declared.
    asked: options.who === undefined ? asked : [...asked, ...[...regions].map(anyLookup)],
    accounts: own,
    partition,
    unknown: { account: noAccount, ...region },
    regions: [...regions].filter((one) => one !== region.region && !hides(one)).toSorted(compareCodeUnits),
    unset: first.examination.stack.unsetVariables.flatMap(({ module, name }) => (module === '' ? [name] : [])),
    isEmpty: plays.every(({ examination }) => isEmpty(examination)),
    hides,
    gaps: commonGaps(plays.map(({ examination }) => examination)),
  };
}

const anyLookup = (region: string): AskedRead => ({
  definition: lookupEvents,
  key: { attribute: 'EventName', value: anything },
  region,
});

const nothingDeclared: Stack = {
  directory: '',
  workspace: '',
  resources: [],
  providers: [],
  holes: [],
  diagnostics: [],
  unsetVariables: [],
};

/** A region of the form that those of a partition have, and that none has. */
function unknownRegion(partition: string): string {
  const region = partitions.find(({ id }) => id === partition)?.regions[0] ?? 'us-east-1';
  return region.replace(/-\w+-\d+$/, '-anywhere-1');
}

/** A short secret is looked for in names only: elsewhere it would be in half of all texts. */
const leastLookedFor = 3;

function hiding(examinations: readonly Examination[]): Rehearsal['hides'] {
  const short = new Set(
    examinations.flatMap(({ stack }) => [...stack.resources, ...stack.providers].flatMap(({ body }) => hiddenIn(body))),
  );
  return (name) =>
    redactText(name) !== name ||
    examinations.some(({ hidden }) => hidden.hides(name)) ||
    [...short].some((one) => (one.length < leastLookedFor ? name.split(/[/:]/).includes(one) : name.includes(one)));
}

function hiddenIn({ attributes, blocks }: ResolvedBody): readonly string[] {
  return [
    ...[...attributes.values()].flatMap(({ value }) => [...hiddenTexts(value)].filter((text) => text !== '')),
    ...[...blocks.values()].flatMap(({ blocks: written }) => written.flatMap(({ body }) => hiddenIn(body))),
  ];
}

/** What is not looked for in whichever account the run is. */
function commonGaps(examinations: readonly Examination[]): readonly DraftGap[] {
  // That an expectation is about nothing says nothing of what is declared.
  const gapsOf = (examination: Examination) =>
    resultsOf(examination).gaps.filter(({ scope, code }) => scope !== 'leaf' && code !== 'expectation-unmatched');
  const [first, ...others] = examinations.map(gapsOf);
  const id = ({ scope, address, code }: DraftGap) => JSON.stringify([scope, address, code]);
  const isIn = (gap: DraftGap) => (gaps: readonly DraftGap[]) => gaps.some((one) => id(one) === id(gap));
  return (first ?? []).filter((gap) => others.every(isIn(gap))).toSorted((a, b) => compareCodeUnits(id(a), id(b)));
}
