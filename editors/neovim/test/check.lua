-- nvim --headless -u NONE -l editors/neovim/test/check.lua RUNTIME_FOLDER REFORMLINT
-- Starts a real Neovim (0.11 or later) with the configuration of this folder and a report in a new folder, and looks at
-- what a user would see: diagnostics, hover, a quick fix that changes the file, settings. Exit code 1 if one fails.
local here, program = vim.fn.fnamemodify(arg[1], ':p'), vim.fn.exepath(arg[2])

local function expect(what, holds)
  if not vim.wait(10000, holds, 20) then
    io.stderr:write('FAILED: ' .. what .. '\n' .. vim.inspect(vim.diagnostic.get(0)) .. '\n')
    vim.cmd('cquit 1')
  end
  io.stdout:write('ok: ' .. what .. '\n')
end

local function diagnostic(code)
  for _, found in ipairs(vim.diagnostic.get(0)) do
    if found.code == code then return found end
  end
end

local folder = vim.fn.tempname()
vim.fn.mkdir(folder, 'p')
local file = folder .. '/年度报告.md'
vim.fn.writefile({ '# 总结', '', '完成投资1O5亿元，增长6.2%。', '', '会议于2023年2月30日召开。' }, file)

vim.opt.runtimepath:prepend(here)
vim.cmd.helptags(vim.fn.fnameescape(here .. '/doc'))
vim.cmd('filetype on')
vim.lsp.config('reformlint', { cmd = { program, 'lsp' }, settings = { reformlint = { language = 'zh' } } })
vim.lsp.enable('reformlint')
vim.cmd.edit(vim.fn.fnameescape(file))

expect('a date that does not exist is reported in Chinese', function()
  local found = diagnostic('dates/impossible-date')
  return found and found.lnum == 4 and found.col == 9 and found.message:find('没有“2023年2月30日”', 1, true)
end)
expect('a letter in a number is reported', function() return diagnostic('figures/letter-in-number') end)

local client = vim.lsp.get_clients({ bufnr = 0, name = 'reformlint' })[1]
vim.api.nvim_win_set_cursor(0, { 5, 12 })
local hover = client:request_sync('textDocument/hover', vim.lsp.util.make_position_params(0, client.offset_encoding))
expect('hovering explains', function()
  return hover.result and hover.result.contents.value:find('dates/impossible-date', 1, true)
end)

local symbols = client:request_sync('textDocument/documentSymbol', { textDocument = vim.lsp.util.make_text_document_params() })
expect('headings are symbols', function() return symbols.result[1].name == '总结' end)

vim.api.nvim_win_set_cursor(0, { 3, 12 })
vim.lsp.buf.code_action({
  apply = true,
  context = { only = { 'quickfix' }, diagnostics = { diagnostic('figures/letter-in-number').user_data.lsp } },
  filter = function(action) return action.title == '改为“105”' end,
})
expect('the quick fix changes the text', function()
  return vim.api.nvim_buf_get_lines(0, 2, 3, true)[1] == '完成投资105亿元，增长6.2%。'
end)
expect('and its diagnostic goes', function() return not diagnostic('figures/letter-in-number') end)

vim.fn.writefile({ 'ignore = ["dates"]' }, folder .. '/reformlint.toml')
client:notify('workspace/didChangeWatchedFiles', {
  changes = { { uri = vim.uri_from_fname(folder .. '/reformlint.toml'), type = 1 } },
})
expect('a new configuration holds at once', function() return #vim.diagnostic.get(0) == 0 end)

os.remove(folder .. '/reformlint.toml')
client:notify('workspace/didChangeWatchedFiles', {
  changes = { { uri = vim.uri_from_fname(folder .. '/reformlint.toml'), type = 3 } },
})
-- 会议于2023年2月30日召开。 in GB18030.
local bytes = '\187\225\210\233\211\218\50\48\50\51\196\234\50\212\194\51\48\200\213\213\217\191\170\161\163'
vim.fn.writefile({ bytes:rep(8) }, folder .. '/旧稿.txt', 'b')
vim.cmd('silent write')
vim.cmd.edit(vim.fn.fnameescape(folder .. '/旧稿.txt'))
expect('a text in another encoding has one diagnostic', function()
  local found = vim.diagnostic.get(0)
  return #found == 1 and found[1].message:find('这个文件是 GB18030', 1, true)
end)
require('reformlint').reopen()
expect('it is opened again in its own', function()
  return diagnostic('dates/impossible-date') and vim.fn.getline(1):find('会议于2023年2月30日召开', 1, true)
end)

vim.cmd('checkhealth reformlint')
local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
expect(':checkhealth finds the program and the server', function()
  return health:find('OK.*reformlint %d') and health:find('the server runs', 1, true)
end)
vim.cmd.help('reformlint-settings')
expect('there is a help page', function() return vim.fn.expand('%:t') == 'reformlint.txt' end)

os.remove(here .. '/doc/tags')
client:stop()
expect('the server ends', function() return client:is_stopped() end)
vim.cmd('quitall!')
