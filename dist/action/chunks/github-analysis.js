import { createRequire as createRequireForBundle } from 'node:module'; const require = createRequireForBundle(import.meta.url); const chunkUrl = import.meta.url;
import"./runtime.js";function analysisRef({commit:e,event:n,pullRequest:r,branch:d}){return e===n.sha?n.ref===""?void 0:n.ref:e===r?.head?`refs/pull/${r.number}/head`:e===d?.commit?`refs/heads/${d.name}`:void 0}export{analysisRef};
