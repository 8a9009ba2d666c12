# Mixed models for repeated measures: differences and adjusted means by visit with Kenward-Roger.
# Rscript mmrm.R, in this folder: writes mmrm_data.csv (inputs) and mmrm.csv (results).
# The model (mixed_model.R) is written out patient by patient and the projection P of all scores is a
# dense matrix, so that nothing is shared with what is tested. Its restricted likelihood is climbed by Fisher scoring
# until the gain is below 1e-20: held to 1e-8. Where nlme is there, gls(corSymm, varIdent, REML), whose
# optimiser stops at about 1e-5, must find the same estimates, errors and likelihood; and the published
# example of the R package mmrm (mmrm_fev_data.csv, simulated data of openpharma/mmrm, Apache 2.0;
# its estimates as printed by its manual, emmeans_support) must come out of the same code.
# Data sets: two scores of ../../sample_data/synthetic_long.csv, that example, and made-up trials.
set.seed(20261201)

sets <- list()
add <- function(name, d, y) sets[[name]] <<- list(arm = d$arm, x = as.matrix(d[setdiff(names(d), "arm")]), y = as.matrix(y))
# A score before treatment, `v` visits after it and, if wanted, two covariates.
trial <- function(n, v, share = 0.5, rho = 0.7, sd = rep(4, v), missing = 0, step = 1, more = FALSE) {
  arm <- as.numeric(seq_len(n) <= round(n * share))[sample(n)]
  pre <- round(rnorm(n, 12, 4) / step) * step
  e <- matrix(rnorm(n * v), n) %*% chol(rho^abs(outer(1:v, 1:v, "-")))
  y <- 0.6 * pre - outer(arm, seq_len(v)) * 0.4 + e %*% diag(sd, v)
  y <- round(y / step) * step
  y[matrix(runif(n * v) < missing, n)] <- NA
  d <- data.frame(arm, pre)
  if (more) d <- cbind(d, w = round(rnorm(n, 64, 10)), s = rbinom(n, 1, 0.4))
  list(d = d, y = y)
}
put_in <- function(name, t) add(name, t$d, t$y)

d <- read.csv("../../sample_data/synthetic_long.csv", na.strings = "")
for (m in c("nihss", "bi")) {
  pre <- d[[paste0(m, "_pre")]]; y <- as.matrix(d[paste0(m, c("_post", "_m1", "_m3", "_m6"))])
  keep <- !is.na(pre) & rowSums(!is.na(y)) > 0
  add(paste0("long_", m), data.frame(arm = as.numeric(d$arm == "treatment"), pre)[keep, ], y[keep, ])
}
fev <- read.csv("mmrm_fev_data.csv")
wide <- reshape(fev[c("USUBJID", "ARMCD", "FEV1_BL", "SEX", "AVISIT", "FEV1")], direction = "wide",
  idvar = c("USUBJID", "ARMCD", "FEV1_BL", "SEX"), timevar = "AVISIT")
y <- as.matrix(wide[paste0("FEV1.VIS", 1:4)]); keep <- rowSums(!is.na(y)) > 0
add("fev", data.frame(arm = as.numeric(wide$ARMCD == "TRT"), pre = wide$FEV1_BL, s = as.numeric(wide$SEX == "Female"))[keep, ], y[keep, ])
put_in("complete", trial(60, 3))
put_in("two_visits", trial(24, 2, missing = 0.1))
put_in("small_ties", trial(18, 3, missing = 0.1, step = 2))
put_in("missing_40", trial(156, 4, missing = 0.4))
put_in("unequal", trial(120, 4, share = 0.2, missing = 0.15))
put_in("covariates", trial(156, 4, missing = 0.15, more = TRUE))
put_in("spreads", trial(100, 4, sd = c(1, 3, 10, 60), missing = 0.1))
put_in("six_visits", trial(156, 6, missing = 0.2))
put_in("negative", trial(90, 3, rho = -0.5, missing = 0.2))
put_in("nearly_one", trial(90, 3, rho = 0.995, missing = 0.2, step = 0.1))
t <- trial(120, 5); gone <- pmin(6, 2 + rpois(120, 3)); t$y[outer(gone, 1:5, "<")] <- NA
put_in("dropout", t)
t <- trial(100, 4, missing = 0.05); t$y[-sample(100, 20), 4] <- NA
put_in("sparse_visit", t)
t <- trial(80, 3, missing = 0.1); t$y <- t$y + 1e5; t$d$pre <- t$d$pre + 1e5
put_in("offset", t)
t <- trial(80, 3, missing = 0.1); t$y[, 3] <- t$y[, 2]
put_in("carried_forward", t)
t <- trial(90, 3); t$y[1:45, 2] <- NA; t$y[46:90, 3] <- NA
put_in("never_together", t)

source("mixed_model.R")

# --- The published example ---------------------------------------------------------------------------
# openpharma.github.io/mmrm, emmeans_support: FEV1 ~ RACE + SEX + ARMCD * AVISIT, unstructured.
e <- fev[!is.na(fev$FEV1), ]; e$visit <- match(e$AVISIT, paste0("VIS", 1:4)); e$id <- match(e$USUBJID, unique(e$USUBJID))
X <- model.matrix(~ factor(RACE) + factor(SEX) + factor(visit):I(ARMCD == "TRT") + factor(visit) - 1, e)
X <- X[, qr(X)$pivot[seq_len(qr(X)$rank)]]
D <- pairs_of(e$id, e$visit, 4)
r <- lm.fit(X, e$FEV1)$residuals
f <- reml(e$FEV1, X, D, ifelse(sapply(D, function(d) all(d$i == d$j)), var(r), 0))
kr <- kenward_roger(f, X, D)
rows <- lapply(1:4, function(v) {
  one <- which(e$visit == v)[1]; a <- b <- e[one, ]
  both <- X[which(e$visit == v & e$ARMCD == "TRT")[1], ]; both[-grep("TRT", colnames(X))] <- 0
  con <- both; c(value = sum(con * f$beta), kr(con))
})
printed <- cbind(c(3.77, 3.73, 3.08, 4.40), c(1.070, 0.859, 0.690, 1.680), c(146, 145, 131, 133))
found <- t(sapply(rows, function(x) x[c("value", "model", "df")]))
cat("published example:\n"); print(cbind(found, printed))
stopifnot(abs(found[, 1] - printed[, 1]) <= 0.0051, abs(found[, 2] - printed[, 2]) <= 0.0055)

# --- Rows --------------------------------------------------------------------------------------------
out <- list()
put <- function(...) out[[length(out) + 1]] <<- c(...)
txt <- function(x) sprintf("%.15g", x)
for (name in names(sets)) {
  s <- sets[[name]]; m <- mixed(s); s <- m$s; cat(name, if (m$simple) "simple", "\n")
  if (requireNamespace("nlme", quietly = TRUE) && !m$simple && !name %in% c("offset", "nearly_one")) {
    g <- data.frame(y = m$y, id = factor(m$id), visit = m$visit, fv = factor(m$visit), arm = s$arm[m$id], scale(s$x, scale = FALSE)[m$id, , drop = FALSE])
    terms <- paste0("fv:", c("arm", colnames(s$x)), collapse = " + ")
    h <- nlme::gls(as.formula(paste("y ~ fv - 1 +", terms)), g, nlme::corSymm(form = ~ visit | id),
      nlme::varIdent(form = ~ 1 | fv), method = "REML", control = nlme::glsControl(maxIter = 500, msMaxIter = 500, opt = "nlminb"))
    b <- coef(h)[paste0("fv", seq_len(m$v), ":arm")]; se <- sqrt(diag(vcov(h)))[names(b)]
    ours <- t(sapply(seq_len(m$v), function(v) m$at(v, c(0, 1))[c("value", "model")]))
    cat(name, "gls:", max(abs(ours[, 1] - b) / se), max(abs(ours[, 2] / se - 1)), m$ll - as.numeric(logLik(h)), "\n")
    stopifnot(max(abs(ours[, 1] - b) / se) < 2e-3, max(abs(ours[, 2] / se - 1)) < 2e-3)
  }
  for (l in if (name %in% c("long_nihss", "covariates", "carried_forward")) c(0.9, 0.95, 0.99) else 0.95) {
    for (v in seq_len(m$v)) {
      a <- m$at(v, c(0, 1)); half <- qt((1 + l) / 2, a["df"]) * a["se"]; t <- a["value"] / a["se"]
      put(name, l, "mmrm", v, "", txt(c(a["value"], a["value"] - half, a["value"] + half, t, a["df"], 2 * pt(-abs(t), a["df"]), a["se"], m$ll)), as.numeric(m$simple))
      for (arm in 1:0) {
        a <- m$at(v, c(1, arm)); half <- qt((1 + l) / 2, a["df"]) * a["se"]
        put(name, l, "mmrm_mean", v, arm, txt(c(a["value"], a["value"] - half, a["value"] + half)), "NA", txt(a["df"]), "NA", txt(a["se"]), txt(m$ll), as.numeric(m$simple))
      }
    }
  }
}
result <- as.data.frame(do.call(rbind, out))
names(result) <- c("dataset", "level", "method", "visit", "arm", "value", "low", "high", "statistic", "df", "p", "se", "log_likelihood", "simple")
write.csv(result, "mmrm.csv", row.names = FALSE, quote = FALSE)
text <- function(v) paste(sprintf("%.15g", v), collapse = " ")
inputs <- do.call(rbind, lapply(names(sets), function(name) {
  s <- sets[[name]]
  data.frame(dataset = name, visits = ncol(s$y), arm = text(s$arm), covariates = text(c(s$x)), scores = text(c(s$y)))
}))
write.csv(inputs, "mmrm_data.csv", row.names = FALSE, quote = FALSE)
