let requireOfChunk; const requireOfNode = (name) => process.getBuiltinModule(name) ?? (requireOfChunk ??= process.getBuiltinModule('module').createRequire(import.meta.url))(name); const require = requireOfNode; const chunkUrl = () => import.meta.url;
import{runAction}from"./decimal-js-decimal.js";import"./report-message-reason.js";import"./model-leaf.js";export{runAction};
