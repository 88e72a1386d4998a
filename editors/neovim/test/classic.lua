-- RUNTIME=FOLDER REFORMLINT=PROGRAM nvim --headless -u NONE -c 'luafile classic.lua'
-- The classic start in a real Neovim before 0.11: what a user sees of diagnostics, a quick fix, settings, a text in
-- another encoding, :checkhealth and the help page. Exit code 1 if one fails.
local program = vim.env.REFORMLINT

local function shown()
  return vim.tbl_map(function(found) return found.message end, vim.diagnostic.get(0))
end

local function expect(what, holds)
  if not vim.wait(10000, holds, 20) then
    io.stderr:write('FAILED: ' .. what .. '\n' .. vim.inspect(shown()) .. '\n')
    vim.cmd('cquit 1')
  end
  io.stdout:write('ok: ' .. what .. '\n')
end

local function sees(text)
  return function()
    for _, message in ipairs(shown()) do
      if message:find(text, 1, true) then return true end
    end
    return false
  end
end

local folder = vim.fn.tempname()
vim.fn.mkdir(folder, 'p')
vim.fn.writefile({ '完成投资1O5亿元，会议于2023年2月30日召开。' }, folder .. '/报告.txt')
-- 会议于2023年2月30日召开。 in GB18030.
local bytes = '\187\225\210\233\211\218\50\48\50\51\196\234\50\212\194\51\48\200\213\213\217\191\170\161\163'
vim.fn.writefile({ bytes:rep(8) }, folder .. '/旧稿.txt', 'b')

vim.opt.runtimepath:prepend(vim.env.RUNTIME)
vim.cmd('filetype on')
require('reformlint').setup({ cmd = { program, 'lsp' }, settings = { ignore = { 'figures/letter-in-number' } } })

vim.cmd('edit ' .. vim.fn.fnameescape(folder .. '/报告.txt'))
expect('a date that does not exist is reported', sees('没有“2023年2月30日”'))
expect('a setting holds', function() return #shown() == 1 end)

local client = vim.lsp.get_active_clients()[1]
client.notify('workspace/didChangeConfiguration', { settings = { reformlint = { ignore = {} } } })
client.config.settings = { reformlint = {} }
client.notify('workspace/didChangeConfiguration', { settings = { reformlint = {} } })
expect('another setting holds at once', sees('1O5'))

local params = vim.lsp.util.make_range_params()
params.range = { start = { line = 0, character = 4 }, ['end'] = { line = 0, character = 7 } }
params.context = { diagnostics = {}, only = { 'quickfix' } }
local answer = client.request_sync('textDocument/codeAction', params, 10000, 0)
for _, action in ipairs(answer and answer.result or {}) do
  if action.title == '改为“105”' then
    vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
  end
end
expect('the quick fix changes the text', function()
  return vim.api.nvim_buf_get_lines(0, 0, 1, true)[1] == '完成投资105亿元，会议于2023年2月30日召开。'
end)
expect('and its diagnostic goes', function() return #shown() == 1 end)
vim.cmd('silent write')

vim.cmd('edit ' .. vim.fn.fnameescape(folder .. '/旧稿.txt'))
expect('a text in another encoding has one diagnostic', function()
  return #shown() == 1 and sees('GB18030')()
end)
vim.cmd('ReformlintReopen')
expect('it is opened again in its own', function()
  return vim.api.nvim_buf_get_lines(0, 0, 1, true)[1]:find('会议于2023年2月30日召开', 1, true)
end)
expect('and checked', sees('没有“2023年2月30日”'))

vim.cmd('checkhealth reformlint')
local health = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
expect(':checkhealth finds the program and the server', function()
  return health:find('OK.*reformlint %d') and health:find('the server runs', 1, true)
end)
vim.cmd('helptags ' .. vim.fn.fnameescape(vim.env.RUNTIME .. '/doc'))
vim.cmd('help reformlint-settings')
expect('there is a help page', function() return vim.fn.expand('%:t') == 'reformlint.txt' end)
os.remove(vim.env.RUNTIME .. '/doc/tags')
vim.cmd('quitall!')
