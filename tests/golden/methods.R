# Every value of source R on the methods page (aci_core/methods/golden.csv), in full.
# Rscript methods.R, in this folder: writes methods.csv; the page prints its first digits.
# Rates, grades and their differences are rows of two_arms.csv, tables.csv and levels.csv, scores of
# visits of mmrm.csv, made before; limits of wilcox.test are searched to 1e-12, polr to 1e-14, the odds of twins to 1e-15.
suppressPackageStartupMessages({library(sandwich); library(MASS); library(survival); library(coin); library(metafor)})
rows <- list()
o <- function(id, ...) {
  v <- c(...)
  for (n in names(v)) rows[[length(rows) + 1]] <<- c(id, n, sprintf("%.15g", v[[n]]))
}
z <- qnorm(0.975)
estimate <- function(v, ...) c(estimate = v[[1]], ci_low = v[[2]], ci_high = v[[3]], ...)

two <- read.csv("two_arms.csv"); two <- two[two$level == 0.95, ]
arms <- function(a, b, c, d) two[two$x_t == a & two$n_t == b & two$x_c == c & two$n_c == d, ]
t <- arms(67, 78, 54, 78)
o("trial_pearson_chi2", statistic = t$pearson, df = 1, p = t$pearson_p)
o("trial_yates_chi2", statistic = t$yates, df = 1, p = t$yates_p)
o("trial_n1_chi2", statistic = t$n1, df = 1, p = t$n1_p)
o("trial_fisher_exact", estimate(t[c("fisher_or", "fisher_low", "fisher_high")], p = t$fisher_p))
o("trial_risk_difference", estimate(t[c("rd", "rd_low", "rd_high")]))
o("trial_risk_difference_mn", estimate(t[c("rd", "mn_low", "mn_high")]))
o("trial_nnt", estimate(t[c("nnt", "nnt_low", "nnt_high")]))
source("responder_rules.R")
for (k in list(trial_fragility = c(67, 54), reverse_fragility = c(45, 37))) {
  f <- fragile(k, c(78, 78)); o(if (k[1] == 67) "trial_fragility" else "reverse_fragility", estimate = f$estimate, p = f$p)
}
o("trial_risk_ratio", estimate(t[c("rr", "rr_low", "rr_high")]))
o("trial_risk_ratio_koopman", estimate(t[c("rr", "koopman_low", "koopman_high")]))
o("trial_odds_ratio", estimate(t[c("or", "or_low", "or_high")]))
one <- function(id, x, n) {
  w <- prop.test(x, n, correct = FALSE)$conf.int; c <- binom.test(x, n)$conf.int
  o(paste0(id, "_wilson"), ci_low = w[1], ci_high = w[2])
  o(paste0(id, "_clopper"), ci_low = c[1], ci_high = c[2])
}
one("trial_treatment", 67, 78); one("trial_control", 54, 78)
t <- arms(56, 70, 48, 80); o("newcombe_a_r", estimate(t[c("rd", "rd_low", "rd_high")]))
t <- arms(40, 78, 36, 78)
o("no_difference_risk_difference", estimate(t[c("rd", "rd_low", "rd_high")]))
o("no_difference_nnt", estimate(t[c("nnt", "nnt_low", "nnt_high")]))
t <- arms(3, 78, 0, 78)
o("rare_fisher_exact", p = t$fisher_p)
o("rare_risk_difference", estimate(t[c("rd", "rd_low", "rd_high")]))
o("rare_risk_ratio_koopman", ci_low = t$koopman_low, ci_high = t$koopman_high)
o("rare_risk_ratio", estimate(t[c("rr", "rr_low", "rr_high")]))
o("rare_odds_ratio", estimate(t[c("or", "or_low", "or_high")]))
o("none_seen", ci_high = binom.test(0, 78)$conf.int[2])
o("none_seen_one_sided", ci_high = binom.test(0, 78, alternative = "less")$conf.int[2])

t <- read.csv("tables.csv"); t <- t[t$dataset == "paper" & t$level == 0.95, ]
o("grades_fisher", p = t$freeman_halton_p)
o("grades_pearson", statistic = t$pearson, df = t$df, p = t$pearson_p)
o("grades_trend", statistic = t$linear, df = 1, p = t$linear_p)
o("grades_po", estimate(t[c("odds", "odds_low", "odds_high")], statistic = t$odds_z))
t <- read.csv("ranks.csv"); t <- t[t$level == 0.95, ]
win <- function(t) estimate(t[c("odds", "odds_low", "odds_high")], statistic = t$odds_z, p = t$odds_p)
o("grades_win", win(t[t$dataset == "paper", ]))
t <- t[t$dataset == "contract", ]
o("ties_mw", estimate = t$theta, statistic = t$u, p = t$p)
o("ties_hl", estimate(t[c("shift", "shift_low", "shift_high")]))
o("ties_win", estimate = 1 / t$odds, ci_low = 1 / t$odds_high, ci_high = 1 / t$odds_low, p = t$odds_p)
# The same ten patients of each arm, two deaths and one below every score: theta by wilcox.test,
# its variance by the placements of every pair (Agresti 1980).
a <- c(4, 4, 5, 6, 6, 7, 7, 8, 9, 10, -Inf); b <- c(2, 2, 3, 4, 4, 4, 5, 6, 7, 8, -Inf, -Inf)
pairs <- outer(a, b, ">") + outer(a, b, "==") / 2
theta <- unname(suppressWarnings(wilcox.test(rank(c(a, b))[1:11], rank(c(a, b))[12:23])$statistic)) / 132
stopifnot(all.equal(theta, mean(pairs)))
spread <- function(v) sum((v - mean(v))^2) / length(v)^2
s <- sqrt(spread(rowMeans(pairs)) + spread(colMeans(pairs))) / (theta * (1 - theta))
o("ties_death_worst", estimate(exp(qlogis(theta) + c(0, -1, 1) * z * s), statistic = qlogis(theta) / s,
                               p = 2 * pnorm(-abs(qlogis(theta) / s))))
t <- read.csv("levels.csv"); t <- t[t$level == 0.95, ]
o("trial_smd", estimate(t[t$dataset == "effective", c("value", "low", "high")]))
o("grades_smd", estimate(t[t$dataset == "paper", c("value", "low", "high")]))
p <- c(.30, .32, .24, .14); q <- c(.18, .26, .25, .31)
s <- function(w) diag(w) - outer(w, w)
for (order in list(1:4, c(4, 1, 2, 3))) {
  k <- order[-4]
  o(if (order[1] == 1) "shares_smd" else "shares_smd_reordered",
    estimate = sqrt(sum((p - q)[k] * solve(((s(p) + s(q)) / 2)[k, k], (p - q)[k]))))
}
t <- read.csv("signed_rank.csv"); t <- t[t$dataset == "contract" & t$level == 0.95, ]
o("zeros_signed_rank", estimate(t[c("value", "low", "high")], statistic = t$statistic, p = t$p))

# Two means of a table: samples that have exactly these n, means and SDs.
exactly <- function(n, m, s) { x <- seq_len(n); m + s * (x - mean(x)) / sd(x) }
test <- function(id, h, e) o(id, estimate(c(e, h$conf.int), statistic = unname(h$statistic),
                                          df = unname(h$parameter), p = h$p.value))
x <- exactly(78, 8.2, 3.1); y <- exactly(78, 10.4, 3.5)
test("means_welch", t.test(x, y), -2.2)
test("means_student", t.test(x, y, var.equal = TRUE), -2.2)
smd <- (8.2 - 10.4) / sqrt((3.1^2 + 3.5^2) / 2)
o("means_smd", estimate(smd + c(0, -1, 1) * z * sqrt(2 / 78 + smd^2 / 312)))
# Shares of random allotments of 78 and 78 whose difference is below 0.1: by the normal, and of four levels.
o("two_levels_chance", estimate = 1 - 2 * pnorm(-0.1 / sqrt(2 / 78)))
o("four_levels_chance", estimate = pchisq(78 * 78 / 156 * 0.1^2, 3))
hedges <- function(id, n1, m1, s1, n2, m2, s2) {
  g <- escalc(measure = "SMD", vtype = "LS", n1i = n1, m1i = m1, sd1i = s1, n2i = n2, m2i = m2, sd2i = s2)
  o(id, estimate(c(g$yi) + c(0, -1, 1) * z * sqrt(c(g$vi))))
}
hedges("means_g", 78, 8.2, 3.1, 78, 10.4, 3.5)
hedges("stroke_care_g", 155, 55, 47, 156, 75, 64)

s1 <- sleep$extra[1:10]; s2 <- sleep$extra[11:20]
test("sleep_welch", t.test(s1, s2), mean(s1) - mean(s2))
test("sleep_student", t.test(s1, s2, var.equal = TRUE), mean(s1) - mean(s2))
test("sleep_paired", t.test(s1, s2, paired = TRUE), mean(s1 - s2))
quartiles <- function(id, x) {
  q <- quantile(x, c(.25, .5, .75), names = FALSE)
  o(id, estimate = q[2], q1 = q[1], q3 = q[3])
}
quartiles("quartiles_treatment", c(2, 2, 3, 4, 4, 4, 5, 6, 7, 8))
quartiles("quartiles_control", c(4, 4, 5, 6, 6, 7, 7, 8, 9, 10))
quartiles("quartiles_sleep", s1)
x <- c(0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46); y <- c(1.15, 0.88, 0.90, 0.74, 1.21)
h <- wilcox.test(x, y, exact = FALSE, correct = TRUE)
o("permeability_mw", estimate = unname(h$statistic) / 50, statistic = unname(h$statistic), p = h$p.value)
o("permeability_hl", estimate = unname(wilcox.test(x, y, conf.int = TRUE)$estimate))
a <- c(1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
b <- c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
h <- wilcox.test(a, b, paired = TRUE, exact = FALSE, correct = TRUE, conf.int = TRUE, tol.root = 1e-12, digits.rank = 10)
o("depression_signed_rank", estimate(c(h$estimate, h$conf.int), statistic = unname(h$statistic), p = h$p.value))

wald <- function(id, b, se, df, scale = identity, square = FALSE)
  o(id, estimate(scale(b + c(0, -1, 1) * qt(.975, df) * se), statistic = (b / se)^(1 + square), df = df,
                 p = 2 * pt(-abs(b / se), df)))
d <- data.frame(arm = rep(1:0, each = 10),
  pre = c(6, 6, 7, 8, 18, 8, 19, 8, 5, 15, 16, 13, 11, 9, 21, 16, 12, 12, 7, 12),
  post = c(0, 2, 3, 1, 18, 4, 14, 9, 1, 9, 13, 10, 18, 5, 23, 12, 5, 16, 1, 20))
term <- function(id, m, name, V = vcov(m), ...) wald(id, coef(m)[[name]], sqrt(V[name, name]), m$df.residual, ...)
m <- lm(post ~ arm + pre, d)
term("leprosy_ancova", m, "arm")
term("leprosy_hc3", m, "arm", vcovHC(m, type = "HC3"))
m <- lm(post ~ arm * pre, d)
term("leprosy_slopes", m, "arm:pre", square = TRUE)
term("leprosy_slope_difference", m, "arm:pre")
correlation <- function(id, r, se, df) {
  t <- r * sqrt(df / (1 - r^2))
  o(id, estimate(tanh(atanh(r) + c(0, -1, 1) * z * se), statistic = t, df = df, p = 2 * pt(-abs(t), df)))
}
correlation("leprosy_partial", cor(resid(lm(pre ~ arm, d)), resid(lm(post ~ arm, d))), 1 / sqrt(16), 17)
v <- data.frame(arm = rep(1:0, each = 8),
  pre = c(182, 240, 305, 151, 198, 276, 333, 214, 175, 260, 221, 318, 190, 243, 287, 156),
  post = c(301, 366, 489, 240, 342, 401, 520, 318, 214, 305, 262, 371, 251, 270, 340, 188))
term("vegf_log", lm(log(post) ~ arm + log(pre), v), "arm", scale = exp)
cell <- ifelse(v$post < 250, "<250", ifelse(v$post > 450, ">450", v$post)); value <- as.numeric(sub("[<>]", "", cell))
m <- survreg(Surv(ifelse(grepl("<", cell), NA, value), ifelse(grepl(">", cell), NA, value), type = "interval2") ~ arm + log(pre),
             v, dist = "lognormal", control = survreg.control(rel.tolerance = 1e-14, maxiter = 500))
b <- coef(m)[["arm"]]; se <- sqrt(vcov(m)["arm", "arm"])
o("vegf_tobit", estimate(exp(b + c(0, -1, 1) * z * se), statistic = b / se, p = 2 * pnorm(-abs(b / se))))
correlation("half_pearson", -0.5, 1 / sqrt(75), 76)
correlation("half_spearman", -0.5, sqrt((1 + 0.5^2 / 2) / 75), 76)
correlation("trial_vegf", -0.388, 1 / sqrt(153), 154)
correlation("trial_bfgf", -0.239, 1 / sqrt(153), 154)
x <- c(44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1); y <- c(2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8)
h <- cor.test(x, y); test("tuna_pearson", h, unname(h$estimate))
r <- cor(x, y, method = "spearman"); correlation("tuna_spearman", r, sqrt((1 + r^2 / 2) / 6), 7)

twins <- matrix(c(2, 15, 10, 3), 2, byrow = TRUE)
w <- dhyper(0:12, 17, 13, 12, log = TRUE)
mean_of <- function(b) { k <- exp(w + b * 0:12 - max(w + b * 0:12)); sum(k * 0:12) / sum(k) }
o("twins", estimate = exp(uniroot(function(b) mean_of(b) - 2, c(-20, 20), tol = 1e-15, maxiter = 1e4)$root),
  p = fisher.test(twins)$p.value)
grade <- ordered(factor(rep(c(1:3, 1:3), c(19, 29, 24, 497, 560, 269)))); arm <- rep(1:0, c(72, 1326))
m <- polr(grade ~ arm, Hess = TRUE, control = list(reltol = 1e-14)); b <- coef(m)[["arm"]]; se <- sqrt(vcov(m)["arm", "arm"])
o("tonsils", estimate(exp(b + c(0, -1, 1) * z * se), statistic = b / se, p = 2 * pnorm(-abs(b / se))))
# Grades given a covariate: the likelihood ratio's larger model by optim, thresholds by arm.
given <- data.frame(arm = rep(1:0, each = 24),
  grade = c(1, 3, 2, 3, 3, 3, 0, 0, 0, 4, 1, 1, 3, 1, 1, 1, 2, 0, 1, 3, 0, 1, 2, 0,
            2, 1, 3, 1, 3, 3, 2, 3, 4, 2, 1, 2, 0, 2, 4, 0, 2, 0, 2, 0, 4, 3, 4, 1),
  x = c(18, 18, 10, 20, 9, 13, 5, 16, 9, 20, 5, 11, 18, 10, 13, 6, 12, 6, 14, 20, 6, 7, 13, 4,
        4, 5, 16, 10, 12, 13, 17, 7, 7, 18, 9, 10, 10, 8, 16, 17, 4, 13, 4, 16, 7, 8, 12, 14))
given$y <- ordered(-given$grade)
m <- polr(y ~ arm + x, given, Hess = TRUE, control = list(reltol = 1e-14, maxit = 1000))
# polr's information is a finite difference: the symbolic one, in two steps of Newton from its end.
F <- function(v) paste0("1/(1 + exp(-(", v, " - b * arm - g * x)))")
part <- list(F("u"), paste(F("u"), "-", F("l")), paste("1 -", F("l")))
at <- c(m$zeta, coef(m)); k <- 5
for (step in 1:3) {
  score <- numeric(k + 1); info <- matrix(0, k + 1, k + 1)
  for (j in 1:k) {
    kind <- if (j == 1) 1 else if (j == k) 3 else 2
    of <- c(if (j < k) "u", if (j > 1) "l", "b", "g"); to <- c(if (j < k) j, if (j > 1) j - 1, k, k + 1)
    v <- eval(deriv3(parse(text = paste0("log(", part[[kind]], ")")), of),
              c(list(u = at[[min(j, k - 1)]], l = at[[max(j - 1, 1)]], b = at[[k]], g = at[[k + 1]]), given[as.integer(given$y) == j, ]))
    score[to] <- score[to] + colSums(attr(v, "gradient")); info[to, to] <- info[to, to] - apply(attr(v, "hessian"), 2:3, sum)
  }
  if (step < 3) at <- at + solve(info, score)
}
b <- at[[k]]; se <- sqrt(solve(info)[k, k])
o("given_odds", estimate(exp(b + c(0, -1, 1) * z * se), statistic = b / se, p = 2 * pnorm(-abs(b / se))))
y <- as.integer(given$y); k <- max(y)
minus <- function(p) {
  cut <- cbind(-Inf, rbind(cumsum(c(p[1], exp(p[2:(k - 1)]))), cumsum(c(p[k], exp(p[(k + 1):(2 * k - 2)])))), Inf)
  eta <- p[2 * k - 1] * given$x; row <- given$arm + 1
  -sum(log(plogis(cut[cbind(row, y + 1)] - eta) - plogis(cut[cbind(row, y)] - eta)))
}
p <- c(rep(c(m$zeta[1], log(diff(m$zeta))), 2), coef(m)[["x"]])
for (i in 1:20) p <- optim(p, minus, method = "BFGS", control = list(reltol = 1e-15, maxit = 5000, ndeps = rep(1e-5, length(p))))$par
x <- 2 * (-minus(p) - as.numeric(logLik(m)))
o("given_test", statistic = x, df = k - 2, p = pchisq(x, k - 2, lower.tail = FALSE))
h <- glm(grade <= 2 ~ arm + x, binomial, given, control = list(epsilon = 1e-14)); Y <- as.numeric(given$grade <= 2); t <- given$arm == 1
m1 <- predict(h, transform(given, arm = 1), type = "response"); m0 <- predict(h, transform(given, arm = 0), type = "response")
v11 <- var((Y - m1)[t]) / 0.5 + 2 * cov(Y[t], m1[t]) - var(m1); v00 <- var((Y - m0)[!t]) / 0.5 + 2 * cov(Y[!t], m0[!t]) - var(m0)
v10 <- cov(Y[t], m0[t]) + cov(Y[!t], m1[!t]) - cov(m1, m0)
e <- mean(m1) - mean(m0); s <- sqrt((v11 + v00 - 2 * v10) / 48)
o("given_risk", estimate(e + c(0, -1, 1) * z * s, statistic = e / s, p = 2 * pnorm(-abs(e / s))))
t <- read.csv("mmrm.csv"); t <- t[t$dataset == "small_ties" & t$visit == 1, ]; limits <- c("value", "low", "high")
of <- t[t$method == "mmrm", ]; o("visits_mmrm", estimate(of[limits], statistic = of$statistic, df = of$df, p = of$p))
of <- t[t$method == "mmrm_mean" & t$arm == 1, ]; o("visits_mmrm_mean", estimate(of[limits], df = of$df))
# The same scores with the missing ones supposed (sensitivity.R): delta 2, as control, the tipping point with T 3 lower; and
# visit 3, of which none is missing, so that 100 imputations are one ANCOVA with the df of Barnard and Rubin.
pre <- c(8, 18, 8, 14, 14, 8, 18, 16, 10, 14, 6, 6, 14, 14, 14, 18, 14, 6); arm <- rep(1:0, each = 9)
y <- c(2, 10, -2, NA, 8, 2, 8, 6, 4, 16, 6, 4, 18, 12, 0, NA, 8, 2); m <- is.na(y)
XS <- cbind(1, arm, pre); XP <- cbind(XS, arm * pre); bP <- coef(lm(y ~ arm * pre)); bread <- solve(crossprod(XS))[, 2]
delta <- function(d) {
  filled <- ifelse(m, c(XP %*% bP) + d * arm, y); b <- coef(lm(filled ~ arm + pre)); rest <- ifelse(m, 0, y - c(XP %*% bP))
  psi <- (XS * (filled - c(XS %*% b))) %*% bread + (XP * rest) %*% solve(crossprod(XP[!m, ])) %*% crossprod(XP[m, ], XS[m, ]) %*% bread
  e <- b[[2]]; s <- sqrt(sum(psi^2)); df <- sum(!m) - 3
  estimate(e + c(0, -1, 1) * qt(0.975, df) * s, statistic = e / s, df = df, p = 2 * pt(-abs(e / s), df))
}
o("missing_delta", delta(2)); y <- y - 3 * arm; bP <- coef(lm(y ~ arm * pre)); p <- sapply(0:420 / 10, function(d) delta(d)[["p"]]); o("missing_tipping", estimate = (which(p >= 0.05)[1] - 1) / 10); y <- y + 3 * arm
f <- lm(y ~ pre, subset = arm == 0); filled <- ifelse(m, predict(f, data.frame(pre)), y); o("missing_reference", estimate = coef(lm(filled ~ arm + pre))[["arm"]])
y <- c(0, 12, 0, 6, 8, 2, 6, 10, 4, 14, 4, 2, 10, 12, 4, 18, 2, 4); f <- summary(lm(y ~ arm + pre))$coefficients["arm", 1:2]
df <- 15 * 16 / 18; o("missing_imputed", estimate(f[[1]] + c(0, -1, 1) * qt(0.975, df) * f[[2]], statistic = f[[1]] / f[[2]], df = df, p = 2 * pt(-abs(f[[1]] / f[[2]]), df)))
p <- c(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1)
for (i in c(4, 5, 6, 9)) o(paste0("thrombolysis_bh_", i), p = p.adjust(p, "BH")[i])
for (i in c(3, 4, 9)) o(paste0("thrombolysis_holm_", i), p = p.adjust(p, "holm")[i])


# Strata: admission of men (the arm) and of women in six departments. mantelhaen.test has the odds
# ratio; the risk difference is Sato's, the interaction a likelihood ratio, Q with inverse variances.
u <- UCBAdmissions
x1 <- u["Admitted", "Male", ]; n1 <- x1 + u["Rejected", "Male", ]; x0 <- u["Admitted", "Female", ]; n0 <- x0 + u["Rejected", "Female", ]
h <- mantelhaen.test(aperm(u, c(2, 1, 3)), correct = FALSE)
o("berkeley_cmh", statistic = unname(h$statistic), df = 1, p = h$p.value)
k <- as.data.frame(u); k <- k[rep(seq_len(nrow(k)), k$Freq), ]
k$s <- ave(as.numeric(k$Admit == "Admitted"), k$Dept, FUN = function(y) rank(y) / (length(y) + 1))
k <- as.numeric(coin::statistic(coin::independence_test(s ~ Gender | Dept, k, teststat = "quadratic")))
o("berkeley_elteren", statistic = k, df = 1, p = pchisq(k, 1, lower.tail = FALSE))
o("berkeley_or", estimate(c(h$estimate, h$conf.int)))
n <- n1 + n0; W <- sum(n1 * n0 / n); rd <- sum((x1 * n0 - x0 * n1) / n) / W
P <- sum((n1^2 * x0 - n0^2 * x1 + n1 * n0 * (n0 - n1) / 2) / n^2); Q <- sum((x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n))
o("berkeley_rd", estimate(rd + c(0, -1, 1) * z * sqrt((rd * P + Q) / W^2)))
u <- data.frame(x = c(x1, x0), n = c(n1, n0), arm = rep(1:0, each = 6), g = factor(rep(1:6, 2)))
m <- glm(cbind(x, n - x) ~ arm + g, binomial, u, control = list(epsilon = 1e-14))
o("berkeley_interaction", statistic = m$deviance, df = 5, p = pchisq(m$deviance, 5, lower.tail = FALSE))
p1 <- x1 / n1; p0 <- x0 / n0; w <- 1 / (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0); d <- p1 - p0
x <- sum(w * (d - sum(w * d) / sum(w))^2)
o("berkeley_q", statistic = x, df = 5, p = pchisq(x, 5, lower.tail = FALSE))
h <- exp(log(x / 5) / 2 + c(0, -1, 1) * z * (log(x) - log(5)) / (2 * (sqrt(2 * x) - sqrt(9))))
o("berkeley_i2", estimate(1 - 1 / h^2))
x1 <- x1[-1]; x0 <- x0[-1]; n1 <- n1[-1]; n0 <- n0[-1]; n <- n1 + n0; W <- sum(n1 * n0 / n); rd <- sum((x1 * n0 - x0 * n1) / n) / W
P <- sum((n1^2 * x0 - n0^2 * x1 + n1 * n0 * (n0 - n1) / 2) / n^2); Q <- sum((x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n))
o("berkeley_without", estimate(rd + c(0, -1, 1) * z * sqrt((rd * P + Q) / W^2)))
m <- lm(breaks ~ wool * tension, transform(warpbreaks, wool = relevel(wool, "B")))
for (i in 1:2) {
  l <- numeric(6); l[2] <- 1; if (i > 1) l[c(5, 6)[i - 1]] <- 1
  b <- sum(l * coef(m)); se <- sqrt(c(l %*% vcov(m) %*% l))
  o(paste0("warpbreaks_", i), estimate(b + c(0, -1, 1) * qt(.975, 48) * se))
}
x <- anova(m)["wool:tension", ]
o("warpbreaks_interaction", statistic = x$`F value`, df = 2, p = x$`Pr(>F)`)
u <- transform(warpbreaks, grade = ordered(breaks %/% 10), arm = as.numeric(wool == "A"))
m <- polr(grade ~ tension + arm:tension, u, Hess = TRUE, control = list(reltol = 1e-15, maxit = 5000))
for (i in 1:5) m <- polr(grade ~ tension + arm:tension, u, Hess = TRUE, start = c(coef(m), m$zeta), control = list(reltol = 1e-15, maxit = 5000))
for (i in 1:2) {
  at <- c("tensionL:arm", "tensionM:arm")[i]
  o(paste0("warpbreaks_odds_", i), estimate(exp(coef(m)[[at]] + c(0, -1, 1) * z * sqrt(vcov(m)[at, at]))))
}

result <- as.data.frame(do.call(rbind, rows)); names(result) <- c("id", "field", "value")
write.csv(result, "methods.csv", row.names = FALSE, quote = FALSE)
