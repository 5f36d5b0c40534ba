-- layerwise for Neovim 0.7 and later, without any plugin. Put it where your `init.lua` can `require` it:
--
--   require("layerwise").setup()                      -- `layerwise` is in PATH
--   require("layerwise").setup({ cmd = { "/opt/layerwise", "lsp" } })
--
-- Neovim 0.11 has a shorter way: see docs/editors/neovim.md.

local M = {}

local function root_of(path)
  local found = vim.fn.finddir(".git", vim.fn.fnamemodify(path, ":p:h") .. ";")
  if found ~= "" then
    return vim.fn.fnamemodify(found, ":p:h:h")
  end
  return vim.fn.fnamemodify(path, ":p:h")
end

-- One server for each root.
local clients = {}

function M.setup(options)
  options = options or {}
  local function attach(buffer)
    local root = root_of(vim.api.nvim_buf_get_name(buffer))
    clients[root] = clients[root] or vim.lsp.start_client({
      name = "layerwise",
      cmd = options.cmd or { "layerwise", "lsp" },
      root_dir = root,
      workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
      init_options = options.init_options,
      on_attach = options.on_attach,
      on_exit = function()
        clients[root] = nil
      end,
    })
    vim.lsp.buf_attach_client(buffer, clients[root])
  end
  vim.api.nvim_create_autocmd("FileType", {
    pattern = "dockerfile",
    callback = function(event)
      attach(event.buf)
    end,
  })
  if vim.bo.filetype == "dockerfile" then
    attach(vim.api.nvim_get_current_buf())
  end
end

return M
