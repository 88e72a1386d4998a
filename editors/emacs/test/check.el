;;; check.el --- A real Emacs with Eglot and the server  -*- lexical-binding: t; -*-

;; REFORMLINT=PROGRAM emacs --batch -L editors/emacs -l editors/emacs/test/check.el
;; What a user sees: findings, their places, a quick fix that changes the file, how a number was read, settings, a text
;; in another encoding.  Exit code 1 if one fails.

;;; Code:

(require 'package)
(package-initialize)                    ; where the distribution has Eglot, if it does not come with Emacs
(setq eglot-sync-connect 30 eglot-autoreconnect nil eglot-confirm-server-initiated-edits nil
      eglot-send-changes-idle-time 0 flymake-no-changes-timeout 0.1 create-lockfiles nil make-backup-files nil)
(require 'flymake)
(require 'reformlint)

(defun check-fail (what)
  "End, for WHAT does not hold."
  (princ (format "FAILED: %s\n%S\n" what
                 (mapcar (lambda (found) (list (flymake-diagnostic-beg found) (flymake-diagnostic-text found)))
                         (flymake-diagnostics))))
  (kill-emacs 1))

(defun check-that (what holds)
  "Wait until HOLDS gives non-nil, which it gives; say WHAT."
  (let ((end (+ (float-time) 20)) value)
    (while (and (not (setq value (funcall holds))) (< (float-time) end))
      (accept-process-output nil 0.05))
    (unless value (check-fail what))
    (princ (format "ok: %s\n" what))
    value))

(defun check-found (text)
  "The diagnostic whose text has TEXT."
  (seq-find (lambda (found) (string-match-p (regexp-quote text) (flymake-diagnostic-text found)))
            (flymake-diagnostics)))

(defun check-open (name content coding)
  "Open a new file NAME with CONTENT in CODING, with the server."
  (let ((coding-system-for-write coding))
    (write-region content nil name nil 'quiet))
  (find-file name)
  (text-mode)
  (apply #'eglot (eglot--guess-contact)))

(setq reformlint-settings '(:ignore ["dates/weekday-mismatch"])
      reformlint-command (list (expand-file-name (getenv "REFORMLINT")) "lsp"))
(let* ((folder (make-temp-file "reformlint-emacs-" t))
       (file (expand-file-name "年度报告.txt" folder)))
  (check-open file "完成投资1O5亿元，增长6.2%。\n会议于2023年2月30日召开，2023年8月22日（星期一）结束。\n" 'utf-8)
  (check-that "a date that does not exist is reported in Chinese" (lambda () (check-found "没有“2023年2月30日”")))
  (let ((letter (check-that "a letter in a number is reported" (lambda () (check-found "1O5")))))
    (check-that "under the number alone"
                (lambda () (equal "1O5" (buffer-substring (flymake-diagnostic-beg letter)
                                                          (flymake-diagnostic-end letter)))))
    (let* ((begin (flymake-diagnostic-beg letter)) (end (flymake-diagnostic-end letter))
           (actions (eglot-code-actions begin end "quickfix"))
           (fix (seq-find (lambda (action) (equal (plist-get action :title) "改为“105”")) actions)))
      (unless fix (check-fail "there is a quick fix"))
      (eglot--apply-workspace-edit (plist-get fix :edit))))
  (save-buffer)
  (check-that "the quick fix changes the file"
              (lambda () (with-temp-buffer
                           (insert-file-contents file)
                           (looking-at-p "完成投资105亿元，增长6.2%。$"))))
  (check-that "and its diagnostic goes" (lambda () (and (check-found "2023") (not (check-found "1O5")))))
  (goto-char (point-min))
  (search-forward "6.")
  (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
    (check-that "hovering tells how a number was read"
                (lambda () (string-match-p "6\\.15" (plist-get (plist-get hover :contents) :value)))))
  (check-that "the settings of the start hold" (lambda () (not (check-found "星期"))))
  (setq-default eglot-workspace-configuration '(:reformlint (:language "en")))
  (eglot-signal-didChangeConfiguration (eglot-current-server))
  (check-that "a setting holds at once" (lambda () (check-found "there is no “2023年2月30日”")))
  (check-that "beside those of the start" (lambda () (= 1 (length (flymake-diagnostics)))))
  (setq-default eglot-workspace-configuration nil)
  ;; Emacs finds out most encodings; here it is told a wrong one.
  (let ((coding-system-for-read 'latin-1))
    (check-open (expand-file-name "旧稿.txt" folder) (apply #'concat (make-list 8 "各村修路三十公里，会议于2023年2月30日召开。\n")) 'gb18030))
  (check-that "a text in another encoding has one diagnostic"
              (lambda () (and (= 1 (length (flymake-diagnostics))) (check-found "GB18030"))))
  (eglot-shutdown (eglot-current-server))
  (kill-emacs 0))
;;; check.el ends here
