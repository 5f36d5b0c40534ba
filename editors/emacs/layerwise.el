;;; layerwise.el --- layerwise for Eglot -*- lexical-binding: t -*-

;;; Commentary:

;; Starts `layerwise lsp' for Dockerfiles.

;;; Code:

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((dockerfile-mode dockerfile-ts-mode) . ("layerwise" "lsp"))))

(add-hook 'dockerfile-ts-mode-hook #'eglot-ensure)
(add-hook 'dockerfile-mode-hook #'eglot-ensure)

(provide 'layerwise)
;;; layerwise.el ends here
