import type { LiveLogConfiguration } from '../../aws/reads/ecs-describe-task-definition.ts';
import { text } from '../../compare/scalar.ts';
import { readStringLike, type Value } from '../../model/declared.ts';
import { Secret, type Text } from '../../model/secret/secret.ts';
import { sealValueFrom } from '../../model/secret/sensitivity.ts';
import { argument, collection, type ModelOf, name, record, row, textMap, text as textRow } from '../member.ts';
import type { Reader } from '../read.ts';
import { entries } from './entries.ts';
import { type ParameterPlace, parameterSpellings, sameParameter } from './parameter.ts';

/* Log configurations and references to secrets: those of a container and those of Service Connect are alike. */

const anArn = 'arn:aws:secretsmanager:us-east-1:0:secret:0';

/** Reads what a `secrets` entry points at: a reference may be shown, anything else may be the secret itself. */
const readValueFrom: Reader<Value<Text>> = (value) => {
  const read = readStringLike(value);
  if (read === undefined || read.state === 'unknown') return read;
  if (read.state === 'partial') {
    // Judged with the holes filled in: the first one of `"${aws_secretsmanager_secret.db.arn}:password::"` is an ARN.
    const filled = read.parts
      .map((part, index) => (typeof part === 'string' ? part : index === 0 ? anArn : '0'))
      .join('');
    return read.secret || sealValueFrom(filled) instanceof Secret ? { ...read, secret: true } : read;
  }
  const sealed = read.sensitive ? Secret.of(read.value) : sealValueFrom(read.value);
  return { state: 'known', value: sealed, ...(read.at === undefined ? {} : { at: read.at }) };
};

const secret = { name: name(), valueFrom: argument(readValueFrom, text()) };
/** An entry of `secrets` or `secretOptions`. */
export type SecretModel = ModelOf<typeof secret>;

/** References to secrets. `place`: where the task runs, which decides what a short parameter name means. */
export const secrets = (place: ParameterPlace | undefined) =>
  collection(
    secret,
    entries<SecretModel>(
      {
        name: (entry) => entry.name,
        declaredName: (entry) => entry.members.name,
        value: (entry) => entry.valueFrom,
        declaredValue: (entry) => entry.members.valueFrom,
      },
      {
        same: (declared, live) => sameParameter(declared, live, place),
        spellings: (live) => parameterSpellings(live, place),
      },
    ),
  );

const logRows = (place: ParameterPlace | undefined) => ({
  logDriver: textRow(),
  options: textMap({ absentAs: '' }),
  secretOptions: row(secrets(place), { terraform: 'secret_option' }),
});
export type LogConfigurationModel = ModelOf<ReturnType<typeof logRows>>;

/** A log configuration. */
export const logConfiguration = (place: ParameterPlace | undefined) => record(logRows(place));

/** A log configuration as AWS has it, in the form that is compared. */
export function liveLogConfiguration(live: LiveLogConfiguration): LogConfigurationModel {
  return { ...live, options: mapOfTexts(live.options) };
}

/** A record of texts as a map. */
export function mapOfTexts(record: Readonly<Record<string, Text>> | undefined): ReadonlyMap<string, Text> | undefined {
  return record && new Map(Object.entries(record));
}
