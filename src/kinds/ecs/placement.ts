import { declaredElementName, elementName } from '../../compare/element-name.ts';
import { keyed, text, word } from '../member.ts';

const constraintKey = (type: string, expression: string): string =>
  expression === '' ? type : `${type} ${expression}`;

/** Placement constraints, which have no order and are what they say; of a task definition or a service. */
export const placementConstraints = keyed(
  { type: text(), expression: word },
  {
    declaredKey: ({ members }) => {
      const type = declaredElementName(members.type);
      const expression = declaredElementName(members.expression);
      if (type?.state !== 'known' || expression === undefined || expression.state === 'unknown')
        return expression ?? type;
      if (expression.state === 'known') return { ...expression, value: constraintKey(type.value, expression.value) };
      return { ...expression, parts: [`${type.value} `, ...expression.parts] };
    },
    liveKey: ({ type, expression }) => constraintKey(elementName(type), elementName(expression)),
    merges: true,
  },
);
