// Replicates so many documents of these words: node pouchdb_client.js DATA PORT NUMBER TEXT
const load = require('module').createRequire(process.cwd() + '/');
const PouchDB = load('pouchdb');
const [, , data, port, number, text] = process.argv;
(async () => {
  const db = new PouchDB(data + '/client' + Date.now());
  const docs = [];
  for (let n = 0; n < Number(number); n++) {
    const at = n % 97;
    docs.push({ _id: 'doc' + Math.random().toString(36).slice(2) + n, text: text.slice(at) + text.slice(0, at) });
  }
  await db.bulkDocs(docs);
  const began = process.hrtime.bigint();
  const told = await db.replicate.to('http://127.0.0.1:' + port + '/hq', { batch_size: 500, batches_limit: 10 });
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  console.log(JSON.stringify({ written: told.docs_written, seconds }));
  process.exit(0);
})();
