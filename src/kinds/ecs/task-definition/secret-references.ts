import type { CollectionOf, KnownRecord, RecordOf } from '../../../compare/declared.ts';
import type { Value } from '../../../model/declared.ts';
import { elementAt, isSamePath, memberAt, type Path } from '../../../model/path.ts';
import type { Text } from '../../../model/secret/secret.ts';
import type { SourceRange } from '../../../model/source.ts';
import { isIgnored } from '../../ignore-changes.ts';
import type { SecretModel } from '../log-configuration.ts';
import type { SecretReference } from '../secret-sources.ts';
import type { ContainerModel } from './container.ts';
import type { DeclaredTaskDefinition } from './declared.ts';
import type { TaskDefinitionModel } from './model.ts';

/**
 * The places that the secrets of a task definition come from: as declared where that is known and is not left to
 * others, else as the live revision has them. What may not be shown (a secret put in the place of a reference) is none.
 */
export function secretReferences(
  { model, ignored }: Pick<DeclaredTaskDefinition, 'model' | 'ignored'>,
  live: TaskDefinitionModel,
): readonly SecretReference[] {
  const found: SecretReference[] = [];
  const add = (list: Path, entry: string, valueFrom: Text | undefined, at?: SourceRange) => {
    const path = memberAt(elementAt(list, entry), 'valueFrom');
    if (typeof valueFrom !== 'string' || found.some((one) => isSamePath(one.path, path))) return;
    found.push({ path, valueFrom, ...(at === undefined ? {} : { at }) });
  };
  const declared = isIgnored([{ field: 'containers' }], ignored) ? undefined : model.members.containers;
  for (const container of known(declared)) {
    const name = textOf(container.members.name);
    if (name === undefined) continue;
    for (const [list, secrets] of declaredLists(name, container)) {
      for (const secret of known(secrets)) {
        const entry = textOf(secret.members.name);
        const { valueFrom } = secret.members;
        if (entry === undefined || valueFrom?.state !== 'known' || valueFrom.sensitive) continue;
        add(list, entry, valueFrom.value, valueFrom.at ?? secret.at ?? container.at);
      }
    }
  }
  for (const { name = '', secrets, logConfiguration } of live.containers ?? []) {
    for (const entry of secrets ?? []) add(secretsOf(name), entry.name ?? '', entry.valueFrom);
    for (const entry of logConfiguration?.secretOptions ?? []) {
      add(optionsOf(name), entry.name ?? '', entry.valueFrom);
    }
  }
  return found;
}

const containerAt = (name: string): Path => [{ field: 'containers', key: name }];
const secretsOf = (container: string): Path => memberAt(containerAt(container), 'secrets');
const optionsOf = (container: string): Path =>
  memberAt(memberAt(containerAt(container), 'logConfiguration'), 'secretOptions');

function declaredLists(
  name: string,
  { members: { secrets, logConfiguration } }: KnownRecord<ContainerModel>,
): readonly (readonly [Path, CollectionOf<RecordOf<SecretModel>> | undefined])[] {
  const options = logConfiguration?.state === 'record' ? logConfiguration.members.secretOptions : undefined;
  return [
    [secretsOf(name), secrets],
    [optionsOf(name), options],
  ];
}

function known<M>(collection: CollectionOf<RecordOf<M>> | undefined): readonly KnownRecord<M>[] {
  if (collection?.state !== 'collection') return [];
  return collection.elements.flatMap((element) => (element.state === 'record' ? [element] : []));
}

function textOf(value: Value<string> | undefined): string | undefined {
  return value?.state === 'known' ? value.value : undefined;
}
