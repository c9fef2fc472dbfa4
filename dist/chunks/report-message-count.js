import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
function countText(count,one,more=`${one}s`){return`${count} ${count===1?one:more}`}export{countText};
