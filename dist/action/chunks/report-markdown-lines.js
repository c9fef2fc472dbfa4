let requireOfChunk; const requireOfNode = (name) => (requireOfChunk ??= process.getBuiltinModule('module').createRequire(import.meta.url))(name); const require = requireOfNode; const chunkUrl = () => import.meta.url;
import{entriesOf,fenced,inlineOf}from"./decimal-js-decimal.js";import"./report-message-reason.js";import"./model-leaf.js";export{entriesOf,fenced,inlineOf};
