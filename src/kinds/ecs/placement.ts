import type { Comparer } from '../../compare/comparison.ts';
import type { CollectionOf, RecordOf } from '../../compare/declared.ts';
import { keyed } from '../../compare/keyed.ts';
import { managed, members } from '../../compare/record.ts';
import { text } from '../../compare/scalar.ts';
import type { Text } from '../../model/secret/secret.ts';

import { declaredElementName, elementName } from './element-name.ts';

/** A constraint on where tasks are placed, of a task definition or a service. */
export interface PlacementConstraintModel {
  readonly type?: Text | undefined;
  readonly expression?: Text | undefined;
}

const constraintKey = (type: string, expression: string): string =>
  expression === '' ? type : `${type} ${expression}`;

/** Compares placement constraints, which have no order and are what they say. */
export const placementConstraints: Comparer<
  CollectionOf<RecordOf<PlacementConstraintModel>>,
  readonly PlacementConstraintModel[]
> = keyed<PlacementConstraintModel>({
  declaredKey: ({ members }) => {
    const type = declaredElementName(members.type);
    const expression = declaredElementName(members.expression);
    if (type?.state !== 'known' || expression === undefined || expression.state === 'unknown')
      return expression ?? type;
    if (expression.state === 'known') return { ...expression, value: constraintKey(type.value, expression.value) };
    return { ...expression, parts: [`${type.value} `, ...expression.parts] };
  },
  liveKey: ({ type, expression }) => constraintKey(elementName(type), elementName(expression)),
  compare: members<PlacementConstraintModel>({
    type: managed(text()),
    expression: managed(text({ absentAs: '' })),
  }),
});
